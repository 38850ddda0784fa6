import TangoServer
import TangoTesting
import TangoTypes
import Testing

/// A device that has nothing to do.
private actor IdleDevice: Device {
    static let level = AttributeKey<Double>("Level")

    static let interface = Interface<IdleDevice>("Idle") {
        Attribute(level, polling: .milliseconds(20), read: { _ in 0 })
    }

    nonisolated let context: DeviceContext

    init(context: DeviceContext) { self.context = context }
}

@Suite(.timeLimit(.minutes(1))) struct EndTests {
    @Test("A server that has ended has let go of its devices", arguments: Transport.allCases)
    func letsGo(_ transport: Transport) throws {
        weak var device: DeviceRuntime?
        try TestServer.with([DeviceClass(IdleDevice.self)], over: transport) { test in
            device = test.server.context.userDevices.first
            #expect(device != nil)
            let value = try test.device.read(IdleDevice.level).value
            #expect(value == 0)
        }
        // A call that runs keeps its device a little longer.
        #expect(eventually { device == nil })
    }
}
