public import TangoIDL
internal import TangoTypes

/// Where a device is: its name and who knows it.
///
/// Forms: `tango://host:port/a/b/c#dbase=no` (the server itself listens there), `tango://host:port/a/b/c` (a database
/// does), `a/b/c` and an alias without slashes (the database of `TANGO_HOST`). A fourth part names an attribute.
public struct DeviceAddress: Sendable, Equatable {
    /// Who is asked for the device.
    public enum Source: Sendable, Equatable {
        /// The server at this address.
        case server(HostPort)
        /// The database at one of these addresses.
        case database([HostPort])
    }

    /// Who is asked.
    public var source: Source
    /// `domain/family/member`, or an alias.
    public var device: String
    /// The attribute, if one was named.
    public var attribute: String?

    /// Parses a name.
    ///
    /// **Throws:** `API_WrongDeviceNameSyntax`, or `API_TangoHostNotSet` when a database is needed and none is known.
    public init(_ name: String, environment: TangoEnvironment = TangoEnvironment()) throws(DevFailed) {
        var text = Substring(name)
        var hosts: [HostPort]?
        if text.prefix(8).lowercased() == "tango://" {
            text = text.dropFirst(8)
            let slash = text.firstIndex(of: "/") ?? text.endIndex
            guard let list = HostPort.list(text[..<slash]) else { throw Self.wrong(name, "host:port after tango://") }
            hosts = list
            text = text[slash...].dropFirst()
        }
        let (path, usesDatabase) = try Self.modifier(text, of: name)
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty }), [1, 3, 4].contains(parts.count) else {
            throw Self.wrong(name, "domain/family/member")
        }
        attribute = parts.count == 4 ? parts.removeLast() : nil
        device = parts.joined(separator: "/")
        source = try Self.source(hosts, usesDatabase, parts.count, of: name, environment)
    }

    private static func modifier(_ text: Substring, of name: String) throws(DevFailed) -> (Substring, Bool) {
        guard let hash = text.firstIndex(of: "#") else { return (text, true) }
        switch text[hash...].lowercased() {
        case "#dbase=no": return (text[..<hash], false)
        case "#dbase=yes": return (text[..<hash], true)
        default: throw wrong(name, "#dbase=no or #dbase=yes at the end")
        }
    }

    private static func source(
        _ hosts: [HostPort]?, _ usesDatabase: Bool, _ parts: Int, of name: String, _ environment: TangoEnvironment
    ) throws(DevFailed) -> Source {
        if !usesDatabase {
            guard let server = hosts?.first, parts == 3 else { throw wrong(name, "tango://host:port/a/b/c#dbase=no") }
            return .server(server)
        }
        guard let databases = hosts ?? environment.databaseHosts else {
            throw DevFailed(
                .tangoHostNotSet,
                "\(name) needs a Tango database, and none is known. Set TANGO_HOST to host:port, or give a device without "
                    + "a database as tango://host:port/\(name)#dbase=no.")
        }
        return .database(databases)
    }

    private static func wrong(_ name: String, _ expected: String) -> DevFailed {
        DevFailed(.wrongDeviceName, "\(name) is no device name: expected \(expected).")
    }
}
