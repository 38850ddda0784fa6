import Dispatch
import Synchronization
import TangoIDL
import TangoTesting
import TangoTypes
import Testing

@testable import TangoServer

/// A device whose state depends on an alarm, and which may break while it is read.
private actor GaugeDevice: Device {
    static let pressure = AttributeKey<Double>("Pressure")

    static let interface = Interface<GaugeDevice>("Gauge", pushesState: true) {
        Attribute(pressure, alarms: AlarmLevels(max: 10), read: { $0.measured() })
    } commands: {
        Command("Set", taking: Double.self) { $0.value = $1 }
        Command("Break") { $0.breaks = true }
    }

    nonisolated let context: DeviceContext
    private var value = 0.0
    private var breaks = false

    init(context: DeviceContext) { self.context = context }

    func initialize() { context.setState(.ON) }

    private func measured() -> Double {
        if breaks { context.setState(.FAULT, status: "The gauge is broken") }
        return value
    }
}

/// Notes what is pushed; a test may hold a push up.
private final class SpiedEvents: EventOutlet {
    struct Pushed: Equatable {
        var name: String
        var data: AttrValUnion?
    }

    private let noted = Mutex<[Pushed]>([])
    private let pushing: @Sendable (Pushed) -> Void

    init(pushing: @escaping @Sendable (Pushed) -> Void = { _ in }) { self.pushing = pushing }

    func values(of name: String) -> [AttrValUnion?] {
        noted.withLock { $0.filter { $0.name == name }.map(\.data) }
    }

    func hasListeners(_: DeviceRuntime, _: AttributeRuntime, _: EventSink.Kinds) -> Bool { true }

    func push(
        _ kinds: EventSink.Kinds, _ device: DeviceRuntime, _ attribute: AttributeRuntime, _ content: EventContent
    ) {
        var pushed = Pushed(name: attribute.name)
        if case .value(let answer) = content { pushed.data = answer.value }
        pushing(pushed)
        noted.withLock { $0.append(pushed) }
    }

    func pushDataReady(_: DeviceRuntime, _: AttributeRuntime, counter: Int32) {}
    func pushPipe(_: DeviceRuntime, _: DevPipeData) {}
    func pushPipe(_: DeviceRuntime, _: String, error: DevFailed) {}
    func configurationChanged(_: DeviceRuntime, _: AttributeRuntime) {}
    func interfaceWillChange(_: DeviceRuntime) {}
}

/// Things that happen at the same time must not undo each other.
@Suite(.timeLimit(.minutes(5))) struct SimultaneousChangeTests {
    private func withGauge(_ body: (TestServer, DeviceRuntime) throws -> Void) throws {
        try TestServer.with([DeviceClass(GaugeDevice.self)]) { server in
            try body(server, try #require(server.server.context.userDevices.first))
        }
    }

    @Test func aStateThatIsSetWhileTheAlarmsAreComputedStays() throws {
        try withGauge { server, _ in
            try server.device.command("Set", 11.0.any)
            #expect(try server.device.state() == .ALARM)
            try server.device.command("Set", 1.0.any)
            try server.device.command("Break")
            #expect(try server.device.state() == .FAULT)
            #expect(try server.device.state() == .FAULT)
            #expect(try server.device.status() == "The gauge is broken")
        }
    }

    @Test func aComputedStateIsPushedToo() throws {
        try withGauge { server, _ in
            let events = SpiedEvents()
            server.server.context.install(events: events)
            try server.device.command("Set", 11.0.any)
            _ = try server.device.state()
            _ = try server.device.state()
            try server.device.command("Set", 1.0.any)
            _ = try server.device.state()
            #expect(events.values(of: "State") == [.dev_state_att(.ALARM), .dev_state_att(.ON)])
            #expect(
                events.values(of: "Status") == [
                    .string_att_value(["The device is in ALARM state.\nAlarm : Value too high for Pressure"]),
                    .string_att_value(["The device is in ON state."]),
                ])
        }
    }

    private func gauge(_ device: DeviceRuntime) -> GaugeDevice {
        GaugeDevice(context: device.context)
    }

    // In the next two a push is held up until a second one has had its chance: one that overtakes comes at once; one
    // that waits its turn cannot come, so the first goes on after a moment.

    @Test func theLastEventOfAHandleIsWhatClientsRead() throws {
        try withGauge { server, device in
            let overtaking = DispatchSemaphore(value: 0)
            let started = DispatchSemaphore(value: 0)
            let events = SpiedEvents { pushed in
                guard pushed.data == .double_att_value([1]) else { return }
                started.signal()
                _ = overtaking.wait(timeout: .now() + .milliseconds(300))
            }
            server.server.context.install(events: events)
            let key = AttributeKey<Double>("Extra")
            let handle = AttributeHandle(key, initial: .invalid, events: device.context.events)
            let gauge = gauge(device)
            try device.add(Attribute<GaugeDevice>(key, reading: { _ in handle.reading }).bound(to: gauge))
            let done = DispatchSemaphore(value: 0)
            DispatchQueue.global().async {
                handle.publish(1)
                done.signal()
            }
            started.wait()
            handle.publish(2)
            overtaking.signal()
            done.wait()
            #expect(events.values(of: "Extra") == [.double_att_value([1]), .double_att_value([2])])
            #expect(handle.reading.value == 2)
        }
    }

    @Test func theLastStateEventIsTheState() throws {
        try withGauge { server, device in
            let overtaking = DispatchSemaphore(value: 0)
            let started = DispatchSemaphore(value: 0)
            let events = SpiedEvents { pushed in
                guard pushed.data == .dev_state_att(.MOVING) else { return }
                started.signal()
                _ = overtaking.wait(timeout: .now() + .milliseconds(300))
            }
            server.server.context.install(events: events)
            let done = DispatchSemaphore(value: 0)
            DispatchQueue.global().async {
                device.context.setState(.MOVING)
                done.signal()
            }
            started.wait()
            device.context.setState(.STANDBY)
            overtaking.signal()
            done.wait()
            #expect(events.values(of: "State") == [.dev_state_att(.MOVING), .dev_state_att(.STANDBY)])
        }
    }

    @Test func aConfigurationThatCannotBeStoredTakesNoOtherBack() throws {
        let started = DispatchSemaphore(value: 0)
        let other = DispatchSemaphore(value: 0)
        let store = SpiedStore(storing: { values in
            guard values["Pressure"]?.contains(where: { $0.value == ["refused"] }) == true else { return }
            started.signal()
            _ = other.wait(timeout: .now() + .milliseconds(300))
            throw DevFailed("API_DatabaseAccess", "The store refuses")
        })
        try TestServer.with([DeviceClass(GaugeDevice.self)], properties: store) { server in
            var first = try #require(try server.device.configuration(["Pressure"]).first)
            var second = first
            first.label = "refused"
            second.label = "taken"
            let done = DispatchSemaphore(value: 0)
            let refused = first
            DispatchQueue.global().async {
                _ = try? server.device.setConfiguration([refused])
                done.signal()
            }
            started.wait()
            try server.device.setConfiguration([second])
            other.signal()
            done.wait()
            #expect(try server.device.configuration(["Pressure"]).first?.label == "taken")
        }
    }

    @Test func onlyOneOfManyBeginsToPollAnAttribute() throws {
        try withGauge { server, device in
            let context = server.server.context
            let service = PollingService(context)
            context.install(polling: service)
            defer { service.close() }
            try service.configure()
            let request = DevVarLongStringArray(lvalue: [1000], svalue: [device.name, "attribute", "Pressure"])
            for _ in 0..<100 {
                let begun = Atomic(0)
                DispatchQueue.concurrentPerform(iterations: 8) { _ in
                    if (try? service.addObject(request)) != nil { begun.add(1, ordering: .relaxed) }
                }
                #expect(begun.load(ordering: .relaxed) == 1)
                #expect(try service.status(of: device.name).count == 1)
                try service.removeObject([device.name, "attribute", "Pressure"])
            }
        }
    }

    @Test func onlyOneOfManyAddsAnAttribute() throws {
        try withGauge { _, device in
            let gauge = gauge(device)
            for number in 0..<100 {
                let key = AttributeKey<Double>("Extra\(number)")
                DispatchQueue.concurrentPerform(iterations: 8) { _ in
                    try? device.add(Attribute<GaugeDevice>(key, read: { _ in 0 }).bound(to: gauge))
                }
                #expect(device.attributes.count { $0.name == key.name } == 1)
            }
        }
    }
}
