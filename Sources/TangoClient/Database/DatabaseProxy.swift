internal import ORBBridge
public import TangoIDL
internal import TangoTypes

/// The Tango database: which devices there are, who runs them, and their properties.
///
/// Of several hosts any one that answers is used. **Throws:** every call `DevFailed`; `API_CantConnectToDatabase` last when
/// the database cannot be reached.
///
/// **Isolation:** any thread; calls run in parallel.
public final class DatabaseProxy: Sendable {
    /// Where it may be.
    public let hosts: [HostPort]
    let object: ReconnectingObject

    /// The database at any of these addresses.
    public init(_ hosts: [HostPort], context: ClientContext, timeLimit: Duration = .seconds(3)) {
        self.hosts = hosts
        let title = "the Tango database \(hosts.map(\.description).joined(separator: ","))"
        object = ReconnectingObject(title, unreachable: .cantConnectToDatabase, timeLimit: timeLimit) {
            let addresses = hosts.map { "iiop:1.2@\($0)" }.joined(separator: ",")
            return try context.orb.resolve("corbaloc:\(addresses)/database")
        }
    }

    /// The database of `TANGO_HOST`.
    ///
    /// **Throws:** `API_TangoHostNotSet`.
    public convenience init() throws {
        let context = try ClientContext.shared()
        guard let hosts = context.environment.databaseHosts else {
            throw DevFailed(
                .tangoHostNotSet, "No Tango database is known: set TANGO_HOST to host:port of the database server.")
        }
        self.init(hosts, context: context)
    }

    /// How long a call may take; a database may need long for big questions.
    public var timeLimit: Duration {
        get { object.timeLimit }
        set { object.timeLimit = newValue }
    }

    /// Any command of the database device.
    public func command(_ name: String, _ argument: CORBAAny = .null) throws -> CORBAAny {
        try object.call(name) { connection in
            switch connection.level {
            case 4...: try connection.device.command_inout_4(name, argument, .DEV, connection.identity)
            case 2...: try connection.device.command_inout_2(name, argument, .DEV)
            default: try connection.device.command_inout(name, argument)
            }
        }
    }

    func strings(_ name: String, _ argument: CORBAAny = .null) throws -> [String] {
        guard case .strings(let answer) = try command(name, argument) else { throw malformed(name) }
        return answer
    }

    func text(_ name: String, _ argument: String) throws -> String {
        guard case .string(let answer) = try command(name, .string(argument)) else { throw malformed(name) }
        return answer
    }

    func malformed(_ command: String) -> DevFailed {
        DevFailed(.malformedAnswer, "The database answered \(command) in a form that this client does not know.")
    }
}
