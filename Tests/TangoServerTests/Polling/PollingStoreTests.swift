import Dispatch
import Synchronization
import TangoIDL
import TangoTesting
import TangoTypes
import Testing

@testable import TangoServer

/// A device with two attributes that can be polled; a test may hold a reading up.
private actor SlowDevice: Device {
    static let first = AttributeKey<Double>("First")
    static let second = AttributeKey<Double>("Second")
    static let reading = Mutex<(@Sendable () -> Void)?>(nil)

    static let interface = Interface<SlowDevice>("Slow") {
        Attribute(
            first,
            read: { _ in
                SlowDevice.reading.withLock { $0 }?()
                return 1
            })
        Attribute(second, read: { _ in 2 })
    }

    nonisolated let context: DeviceContext

    init(context: DeviceContext) { self.context = context }
}

/// What changes polling never waits for a store that another change waits for, nor for a reading.
@Suite(.serialized, .timeLimit(.minutes(5))) struct PollingStoreTests {
    private func withPolling(
        _ store: SpiedStore, _ body: (PollingService, DeviceRuntime) throws -> Void
    ) throws {
        try TestServer.with([DeviceClass(SlowDevice.self)], properties: store) { test in
            let context = test.server.context
            let service = PollingService(context)
            context.install(polling: service)
            defer { service.close() }
            try service.configure()
            try body(service, try #require(context.userDevices.first))
        }
    }

    private func argument(_ device: DeviceRuntime, _ name: String, _ period: Int32) -> DevVarLongStringArray {
        DevVarLongStringArray(lvalue: [period], svalue: [device.name, "attribute", name])
    }

    @Test func aStoreThatDoesNotAnswerHoldsNobodyElse() throws {
        let started = DispatchSemaphore(value: 0)
        let going = DispatchSemaphore(value: 0)
        let isHeld = Atomic(false)
        let store = SpiedStore(storingProperties: { values in
            guard values["polled_attr"]?.first == "first",
                isHeld.compareExchange(
                    expected: false, desired: true, ordering: .relaxed
                ).exchanged
            else { return }
            started.signal()
            _ = going.wait(timeout: .now() + .seconds(60))
        })
        try withPolling(store) { service, device in
            let done = DispatchSemaphore(value: 0)
            let request = argument(device, "First", 60_000)
            DispatchQueue.global().async {
                try? service.addObject(request)
                done.signal()
            }
            #expect(started.wait(timeout: .now() + .seconds(60)) == .success)
            let second = argument(device, "Second", 60_000)
            let other = DispatchSemaphore(value: 0)
            DispatchQueue.global().async {
                try? service.addObject(second)
                other.signal()
            }
            #expect(other.wait(timeout: .now() + .seconds(30)) == .success)
            going.signal()
            #expect(done.wait(timeout: .now() + .seconds(60)) == .success)
            // Who wrote last wrote what is polled, though it had looked first.
            #expect(
                store.deviceProperties(device.name, ["polled_attr"])["polled_attr"]
                    == ["first", "60000", "second", "60000"])
        }
    }

    @Test func aReadingThatCodeOvertookIsNotKept() throws {
        try withPolling(SpiedStore()) { service, device in
            try service.addObject(argument(device, "First", 60_000))
            let started = DispatchSemaphore(value: 0)
            let going = DispatchSemaphore(value: 0)
            SlowDevice.reading.withLock {
                $0 = {
                    started.signal()
                    _ = going.wait(timeout: .now() + .seconds(60))
                }
            }
            defer { SlowDevice.reading.withLock { $0 = nil } }
            let done = DispatchSemaphore(value: 0)
            let work = PollingSchedule.Work(device: device.name, kind: .attribute, names: ["First"], period: 60_000)
            DispatchQueue.global().async {
                service.executeDue(work)
                done.signal()
            }
            #expect(started.wait(timeout: .now() + .seconds(60)) == .success)
            try PollingSink(context: device.context).fill(SlowDevice.first, [Reading(5)])
            going.signal()
            #expect(done.wait(timeout: .now() + .seconds(60)) == .success)
            let attribute = try #require(device.attribute(named: "First"))
            #expect(try service.cached(device, attribute: attribute).value == .double_att_value([5]))
            #expect(try service.records(device, attribute: attribute, 10).count == 1)
        }
    }

    /// Who ends last decides: the thread reads, or code fills.
    @Test func neverDoBothFillABuffer() throws {
        try withPolling(SpiedStore()) { service, device in
            try service.addObject(argument(device, "First", 60_000))
            let sink = PollingSink(context: device.context)
            let period = argument(device, "First", 50_000)
            for _ in 0..<200 {
                DispatchQueue.concurrentPerform(iterations: 2) { turn in
                    if turn == 0 {
                        try? sink.fill(SlowDevice.first, [Reading(5)])
                    } else {
                        try? service.updatePeriod(period)
                    }
                }
                let isFilled = service.polled(device.name) { $0.attributes["first"]?.isFilledByCode } ?? nil
                let read = try service.thread(of: device.name)?.companions(of: .attribute, "First", device: device.name)
                #expect(isFilled == read?.isEmpty)
            }
        }
    }
}
