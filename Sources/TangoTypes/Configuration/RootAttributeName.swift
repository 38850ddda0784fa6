/// The full name of the root of a forwarded attribute, and where it comes from.
///
/// Forms: `domain/family/member/attribute` (in the server's own database), `tango://host:port/…` (in another one),
/// `tango://host:port/…#dbase=no` (of a server without a database).
public struct RootAttributeName: Sendable, Equatable {
    /// `tango://host:port/domain/family/member/attribute`, in lower case, as clients see it.
    public let text: String
    /// The same without the attribute, for a proxy.
    public let device: String
    /// The attribute alone.
    public let attribute: String

    /// Parses the property; nil when it is no name of an attribute.
    ///
    /// - Parameters:
    ///   - property: As it was configured.
    ///   - database: `host:port` of the server's own database; nil without one.
    public init?(_ property: String, database: String?) {
        var path = Substring(property.lowercased().filter { !$0.isWhitespace })
        var mark = ""
        if let hash = path.firstIndex(of: "#") {
            (mark, path) = (String(path[hash...]), path[..<hash])
            guard mark == "#dbase=no" || mark == "#dbase=yes" else { return nil }
            if mark == "#dbase=yes" { mark = "" }
        }
        var host = database
        if path.hasPrefix("tango://") {
            path = path.dropFirst(8)
            let end = path.firstIndex(of: "/") ?? path.endIndex
            host = String(path[..<end])
            path = path[end...].dropFirst()
        } else if !mark.isEmpty {
            return nil
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy({ !$0.isEmpty }), let host, host.contains(":") else { return nil }
        let name = parts[0..<3].joined(separator: "/")
        attribute = String(parts[3])
        device = "tango://\(host)/\(name)\(mark)"
        text = "tango://\(host)/\(name)/\(attribute)\(mark)"
    }

    /// Whether a property says that nobody has chosen a root yet.
    public static func isMissing(_ property: String) -> Bool {
        ["", "not defined", "not specified"].contains(property.lowercased())
    }

    /// What the property holds while nobody has chosen a root.
    public static let notDefined = "Not defined"
}
