import Glibc
public import Log
import ORBBridge
import Synchronization
import TangoIDL
public import TangoServer

/// How a test reaches its device.
public enum Transport: Sendable, CaseIterable {
    /// By a call in this process, without the network.
    case direct
    /// By CORBA, through a socket of this process.
    case socket
}

/// A server for the length of a test.
///
/// ```swift
/// @Test(arguments: Transport.allCases) func reads(_ transport: Transport) throws {
///     try TestServer.with([DeviceClass(Lamp.self)], over: transport) { server in
///         #expect(try server.device.read(Lamp.power).value == 0)
///     }
/// }
/// ```
public struct TestServer: Sendable {
    /// The server.
    public let server: TangoServer
    /// The first device of its last class.
    public let device: TestedDevice
    /// The admin device.
    public let admin: TestedDevice
    private let transport: Transport

    private static let number = Atomic(0)
    private static let orb = Mutex<ORB?>(nil)

    /// Runs `body` with a server of `classes`, and ends the server.
    ///
    /// - Parameters:
    ///   - classes: The classes; each gets one device.
    ///   - transport: How the test reaches its devices.
    ///   - level: The generation of the interface.
    ///   - properties: Where properties live; nowhere when nil.
    ///   - logSink: Where log messages go.
    ///   - body: The test.
    public static func with<Result>(
        _ classes: [DeviceClass], over transport: Transport = .direct, level: InterfaceLevel = .six,
        properties: (any PropertyStore)? = nil, logSink: any LogSink = StandardErrorSink(),
        _ body: (TestServer) throws -> Result
    ) throws -> Result {
        let number = number.add(1, ordering: .relaxed).newValue
        var options = CommandLineOptions(executable: "TestServer", instance: "t\(number)")
        if properties == nil {
            options.devices = classes.map { one in
                .init(className: one.name.lowercased(), name: "test/\(one.name)/\(number)")
            }
        }
        let server = try TangoServer(
            description: ServerDescription(classes: classes, level: level), options: options,
            properties: properties ?? MemoryPropertyStore(), logSink: logSink)
        try server.makeDevices()
        defer { server.close() }
        if transport == .socket { try server.open(on: try sharedORB()) }
        guard let last = server.context.userDevices.last else { throw TestServerError.noDevice }
        return try body(
            TestServer(
                server: server, device: try tested(last.name, server, transport),
                admin: try tested(server.context.adminName, server, transport), transport: transport))
    }

    /// A device by name.
    public func device(named name: String) throws -> TestedDevice { try Self.tested(name, server, transport) }

    private static func tested(_ name: String, _ server: TangoServer, _ transport: Transport) throws -> TestedDevice {
        switch transport {
        case .direct:
            guard let servant = server.operations(of: name) else { throw TestServerError.noDevice }
            return TestedDevice(name: name, servant)
        case .socket:
            let orb = try sharedORB()
            let ior = try orb.ior(key: name.lowercased(), as: Device_6Skeleton.self)
            return TestedDevice(name: name, Device_6Ref(try orb.resolve(ior), timeLimit: .seconds(60)))
        }
    }

    /// There is one ORB per process, so all tests share it.
    private static func sharedORB() throws -> ORB {
        try orb.withLock { orb in
            if let orb { return orb }
            signal(SIGPIPE, SIG_IGN)
            let made = try ORB(options: .tangoServer(endPoint: "giop:tcp:127.0.0.1:0"))
            orb = made
            return made
        }
    }
}

/// A test server that cannot be used.
public enum TestServerError: Error {
    /// It has no such device.
    case noDevice
}
