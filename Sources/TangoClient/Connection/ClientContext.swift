public import ORBBridge
internal import Synchronization

/// What all proxies of a process share: the ORB and the settings.
///
/// **Isolation:** any thread.
public final class ClientContext: Sendable {
    /// The broker.
    public let orb: ORB
    /// Where the variables of Tango come from.
    public let environment: TangoEnvironment

    /// Uses an ORB that exists, that of a server for instance.
    public init(orb: ORB, environment: TangoEnvironment = TangoEnvironment()) {
        (self.orb, self.environment) = (orb, environment)
    }

    /// Starts the ORB of this process.
    ///
    /// **Throws:** `CORBASystemException` when it cannot start.
    public convenience init(environment: TangoEnvironment = TangoEnvironment()) throws {
        self.init(orb: try ORB(options: .tango, serves: false), environment: environment)
    }

    private static let common = Mutex<ClientContext?>(nil)

    /// The one that proxies use when none is given; made when it is first needed.
    public static func shared() throws -> ClientContext {
        try common.withLock { common in
            if let common { return common }
            let made = try ClientContext()
            common = made
            return made
        }
    }
}
