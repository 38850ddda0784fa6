import TangoClient
import TangoIDL
import TangoTypes

extension DevFailed {
    /// The sentence of the device and its reason; the layers below it only when there is nothing else.
    var text: String {
        guard let error = errors.last else { return "the device gave an error without a text" }
        return "\(error.desc) (\(error.reason))"
    }

    /// How a program ends that met this error.
    var exitStatus: ExitStatus {
        if isUnreachable || isTimeout { return .unreachable }
        return errors.contains { Self.notFound.contains(Reason(rawValue: $0.reason)) } ? .notFound : .failure
    }

    private static let notFound: Set<Reason> = [
        .attributeNotFound, .commandNotFound, Reason(rawValue: "API_PipeNotFound"),
        Reason(rawValue: "DB_DeviceNotDefined"), Reason(rawValue: "DB_AliasNotDefined"),
    ]
}
