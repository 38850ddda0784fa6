import Synchronization
import TangoClient
import TangoIDL
import TangoTesting
import TangoTypes
import Testing

@testable import TangoServer

/// A device that works with others.
private actor LeaderDevice: Device {
    static let interface = Interface<LeaderDevice>("Leader") {
    } commands: {
        Command("Connect", taking: String.self) { $0.others.append(try $0.context.proxy(of: $1)) }
        Command("Ask", returning: [String].self) { device in try device.others.map { try $0.adminName() } }
    }

    nonisolated let context: DeviceContext
    private var others: [DeviceProxy] = []

    init(context: DeviceContext) { self.context = context }
}

@Suite(.timeLimit(.minutes(1))) struct SubDeviceTests {
    @Test func whatADeviceWorksWithIsListedUntilItIsInitialisedAnew() throws {
        try TestServer.with([DeviceClass(LeaderDevice.self)], over: .socket) { test in
            let name = test.device.name.lowercased()
            func listed() throws -> [String] { try #require([String](any: test.admin.command("QuerySubDevice"))) }
            func connect(_ other: String) throws { try test.device.command("Connect", other.any) }
            #expect(try listed().isEmpty)
            for other in [
                "tango://host:1/B/c/d#dbase=no", "tango://host:1/A/b/c#dbase=no", "TANGO://host:1/b/C/d#dbase=no",
            ] {
                try connect(other)
            }
            #expect(
                try listed() == [
                    "\(name) tango://host:1/b/c/d#dbase=no", "\(name) tango://host:1/a/b/c#dbase=no",
                ])
            #expect(throws: DevFailed.self) { try connect("no name/") }
            #expect(try listed().count == 2)
            try test.device.command("Init")
            #expect(try listed().isEmpty)
        }
    }

    @Test func onlyAListThatIsNewIsStored() throws {
        let stored = Mutex<[[String: [String]]]>([])
        let store = SpiedStore(storingProperties: { values in stored.withLock { $0.append(values) } })
        try TestServer.with([DeviceClass(LeaderDevice.self)], over: .socket, properties: store) { test in
            func connect(_ other: String) throws { try test.device.command("Connect", other.any) }
            /// What the database gets when it is time to look.
            func storing() -> [[String: [String]]] {
                test.server.context.storeSubDevices()
                return stored.withLock { all in
                    defer { all = [] }
                    return all
                }
            }
            let (one, two) = ("tango://host:1/a/b/c#dbase=no", "tango://host:1/d/e/f#dbase=no")
            _ = storing()
            #expect(storing().isEmpty)
            try connect(one)
            #expect(storing() == [["__SubDevices": [one]]])
            try connect(two)
            #expect(storing() == [["__SubDevices": [one, two]]])
            #expect(storing().isEmpty)
            try test.device.command("Init")
            #expect(storing().isEmpty)
            try connect(two)
            try connect(one)
            #expect(storing().isEmpty)
            try test.device.command("Init")
            try connect(two)
            #expect(storing() == [["__SubDevices": [two]]])
        }
    }
}
