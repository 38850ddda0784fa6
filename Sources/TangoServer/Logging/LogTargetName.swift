import Glibc
import TangoIDL
import TangoTypes

/// A logging target as the commands and properties name it: `console`, `file::<path>`, `device::<name>`.
struct LogTargetName: Sendable, Hashable {
    enum Kind: String, Sendable {
        case console, file, device
    }

    let kind: Kind
    /// A path, a device name, or `cout`.
    let place: String

    /// The text that clients get.
    var text: String { "\(kind.rawValue)::\(place)" }

    /// The two halves of a name, in lower case as ever in Tango.
    static func split(_ text: String) -> (kind: String, place: String) {
        let lower = text.lowercased()
        guard let mark = lower.range(ofSeparator: "::") else { return (lower, "") }
        return (String(lower[..<mark.lowerBound]), String(lower[mark.upperBound...]))
    }

    /// The target that `text` means for a device.
    ///
    /// - Parameters:
    ///   - text: What a client sent.
    ///   - device: Whose messages; names the file when the text does not.
    ///   - directory: Where files without a directory go.
    ///
    /// **Throws**: `API_MethodArgument`.
    init(_ text: String, device: String, directory: String) throws(DevFailed) {
        let (kind, place) = Self.split(text)
        guard let known = Kind(rawValue: kind) else {
            throw DevFailed(
                .methodArgument, "Invalid logging target type specified (\(kind))",
                origin: "Logging::add_logging_target")
        }
        self.kind = known
        switch known {
        case .console: self.place = "cout"
        case .file: self.place = Self.path(place, device: device, directory: directory)
        case .device:
            guard !place.isEmpty else {
                throw DevFailed(
                    .methodArgument, "Device target name must be specified (no default value)",
                    origin: "Logging::add_logging_target")
            }
            self.place = place
        }
    }

    private static func path(_ place: String, device: String, directory: String) -> String {
        if place.contains("/") { return place }
        if !place.isEmpty { return "\(directory)/\(place)" }
        return "\(directory)/\(device.lowercased().split(separator: "/").joined(separator: "_")).log"
    }
}

extension String {
    /// Where a separator of ASCII characters occurs first.
    fileprivate func range(ofSeparator separator: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(separator) { return start..<index(start, offsetBy: separator.count) }
            start = index(after: start)
        }
        return nil
    }
}
