import TangoClient
import TangoIDL
import TangoTypes

extension DevFailed {
    /// The sentence of the device and its reason, and what caused it.
    var text: String {
        guard !errors.isEmpty else { return "the device gave an error without a text" }
        return errors.reversed().map { "\($0.desc) (\($0.reason))" }.joined(separator: ", because: ")
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
