internal import ORBBridge
public import TangoIDL
internal import TangoTypes

/// A device as its clients see it. Calls are synchronous.
///
/// Nothing is sent before the first call. After the server was restarted the next call finds it again. Errors are
/// `DevFailed`: those of the device as they came, and those of the connection with `API_CantConnectToDevice`,
/// `API_DeviceTimedOut` or `API_CommunicationFailed` last and the cause first.
///
/// **Isolation:** any thread; calls run in parallel.
public final class DeviceProxy: Sendable {
    /// The name as it was given.
    public let name: String
    /// Its parts.
    public let address: DeviceAddress
    /// What it shares with other proxies.
    public let context: ClientContext

    let object: ReconnectingObject

    /// A proxy for a device; see ``DeviceAddress`` for the forms of names.
    ///
    /// **Throws:** `DevFailed` when the name is none, or needs a database and none is known.
    public convenience init(_ name: String, timeLimit: Duration = .seconds(3)) throws {
        try self.init(name, context: ClientContext.shared(), timeLimit: timeLimit)
    }

    /// A proxy that uses an ORB that exists.
    public init(_ name: String, context: ClientContext, timeLimit: Duration = .seconds(3)) throws {
        let address = try DeviceAddress(name, environment: context.environment)
        (self.name, self.address, self.context) = (name, address, context)
        object = ReconnectingObject("device \(name)", timeLimit: timeLimit) { try Self.locate(address, context) }
    }

    /// How long a call may take; zero means forever.
    public var timeLimit: Duration {
        get { object.timeLimit }
        set { object.timeLimit = newValue }
    }

    /// The newest interface that the device has, 1…6.
    public var interfaceLevel: Int { get throws { try object.call("_is_a") { $0.level } } }

    private static func locate(_ address: DeviceAddress, _ context: ClientContext) throws -> RemoteReference {
        switch address.source {
        case .server(let server):
            return try context.orb.resolve("corbaloc:iiop:\(server)/\(address.device.lowercased())")
        case .database(let hosts):
            let database = DatabaseProxy(hosts, context: context)
            let name = address.device.contains("/") ? address.device : try database.device(ofAlias: address.device)
            let imported = try database.importDevice(name)
            guard imported.isExported else {
                throw DevFailed(
                    .deviceNotExported,
                    "Device \(address.device) is known to the database, but no server runs it: start \(imported.server)."
                )
            }
            return try context.orb.resolve(imported.ior)
        }
    }
}

// MARK: The device itself

extension DeviceProxy {
    /// Asks for a sign of life and tells how long it took.
    @discardableResult
    public func ping() throws -> Duration {
        let clock = ContinuousClock()
        return try clock.measure { try object.call("ping") { try $0.device.ping() } }
    }

    /// The state.
    public func state() throws -> DevState { try object.call("state") { try $0.device.get_state() } }

    /// The status.
    public func status() throws -> String { try object.call("status") { try $0.device.get_status() } }

    /// The description of the device.
    public func deviceDescription() throws -> String {
        try object.call("description") { try $0.device.get_description() }
    }

    /// The name of the device that administers this one's server.
    public func adminName() throws -> String { try object.call("adm_name") { try $0.device.get_adm_name() } }

    /// The administration device of this one's server.
    public func adminDevice() throws -> DeviceProxy {
        let admin = try adminName()
        let full =
            switch address.source {
            case _ where admin.lowercased().hasPrefix("tango://"): admin
            case .server(let server): "tango://\(server)/\(admin)#dbase=no"
            case .database(let hosts): "tango://\(hosts.map(\.description).joined(separator: ","))/\(admin)"
            }
        return try DeviceProxy(full, context: context, timeLimit: timeLimit)
    }

    /// Class, server, host, versions.
    public func info() throws -> DevInfo_6 {
        try object.call("info") { connection in
            if connection.level >= 6 { return try connection.device.info_6() }
            if connection.level >= 3 { return DevInfo_6(try connection.device.info_3()) }
            return DevInfo_6(try connection.device.info())
        }
    }

    /// The last `count` entries of the device's black box, newest first.
    public func blackBox(_ count: Int) throws -> [String] {
        try object.call("black_box") { try $0.device.black_box(Int32(clamping: count)) }
    }
}

extension DevInfo_6 {
    init(_ old: DevInfo_3) {
        self.init(
            dev_class: old.dev_class, server_id: old.server_id, server_host: old.server_host,
            server_version: old.server_version, doc_url: old.doc_url, dev_type: old.dev_type, version_info: [])
    }

    init(_ old: DevInfo) {
        self.init(
            dev_class: old.dev_class, server_id: old.server_id, server_host: old.server_host,
            server_version: old.server_version, doc_url: old.doc_url, dev_type: "", version_info: [])
    }
}
