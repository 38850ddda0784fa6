import TangoClient
import TangoIDL
import TangoTypes

/// Why a forwarded attribute has no root.
///
/// **Source**: release 9.3.4 for the words, which people and tools look for in the status.
enum RootFault: Sendable, Equatable {
    /// Nobody has chosen a root.
    case missing
    /// The name is no name of an attribute.
    case wrongSyntax
    /// The root would be an attribute of the same device.
    case ownDevice
    /// The database knows no such device.
    case wrongDevice
    /// The device has no such attribute.
    case wrongAttribute
    /// The device cannot be reached yet.
    case notStarted
    /// The device speaks a level of the interface below 5.
    case tooOld
    /// The device answered something that makes no attribute.
    case unusable(String)

    /// What an error of the first contact means.
    init(_ error: DevFailed) {
        let reasons = Set(error.errors.map(\.reason))
        if reasons.contains(Reason.attributeNotFound.rawValue) {
            self = .wrongAttribute
        } else if reasons.contains("DB_DeviceNotDefined") {
            self = .wrongDevice
        } else if error.isUnreachable || error.isTimeout {
            self = .notStarted
        } else {
            self = .unusable(error.errors.last?.desc ?? "The root device gave no reason")
        }
    }

    /// Whether the server finds out by itself when it is over; otherwise somebody has to change the property.
    var isPassing: Bool {
        switch self {
        case .missing, .wrongSyntax, .ownDevice: false
        default: true
        }
    }

    /// The lines in the status of the device.
    func statusLines(_ attribute: String, root: String) -> String {
        let name = "\nForwarded attribute \(attribute)"
        if case .notStarted = self {
            return "\(name) not reachable! Root attribute name = \(root)\nError: \(text)"
        }
        return "\(name) is not correctly configured! Root attribute name = \(root)"
            + "\nYou can update it using the Jive tool\nError: \(text)"
    }

    private var text: String {
        switch self {
        case .missing: "Missing or wrong root attribute definition"
        case .wrongSyntax: "Wrong syntax in root attribute definition"
        case .ownDevice: "Root device is local device"
        case .wrongDevice: "Wrong root device"
        case .wrongAttribute: "Attribute not found in root device"
        case .notStarted: "Root device not started yet. Polling (if any) for this attribute not available"
        case .tooOld: "Root device too old (< IDL 5)"
        case .unusable(let text): text
        }
    }
}
