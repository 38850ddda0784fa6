import Dispatch
import Glibc
import ORBBridge
import Synchronization
import TangoIDL
import TangoTypes
import Testing
import ZeroMQSocket

@testable import TangoClient

struct EventCounterTests {
    @Test(
        arguments: [
            ([1, 2, 3], [.next, .next, .next]),
            ([5, 5, 6], [.next, .duplicate, .next]),
            ([5, 5, 5], [.next, .duplicate, .next]),
            ([1, 4], [.next, .afterGap(2)]),
            ([900, 1, 2], [.next, .next, .next]),
        ] as [([UInt32], [EventCounter.Verdict])])
    func gapsAndDuplicatesAreFound(numbers: [UInt32], verdicts: [EventCounter.Verdict]) {
        var counter = EventCounter()
        #expect(numbers.map { counter.take($0) } == verdicts)
    }
}

struct EventMessageTests {
    static let info: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]

    /// An `idl5_change` of a running server of release 10.3, from the tango-server reference, section 10.4.
    static let captured: [UInt8] =
        [0xC0, 0xDE, 0xC0, 0xDE, 5, 0, 0, 0, 2, 0, 0, 0] + [0, 0, 0, 0, 0, 0, 4, 0x40] + [0, 0, 0, 0, 0, 0, 0, 0]
        + [0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0] + [0x71, 0x11, 0, 0x6B, 0x3F, 0x50, 0x0A, 0, 0x8F, 3, 0, 0]
        + [5, 0, 0, 0, 0x76, 0x6F, 0x6C, 0x74, 0, 0, 0, 0] + [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
        + [0, 0, 0, 0]

    @Test func aCapturedEventIsUnderstood() throws {
        let message = try #require(EventMessage([Array("topic".utf8), [1], Self.info, Self.captured]))
        #expect(message.number == 2)
        guard case .value(let reading) = message.content(.change, level: 6) else {
            Issue.record("no value")
            return
        }
        #expect(reading.name == "volt")
        #expect(try reading.value(as: Double.self) == 2.5)
        #expect(try reading.setValue(as: Double.self) == 0)
    }

    @Test(arguments: [0, 3, 4, 20, 60])
    func aTruncatedEventIsAnError(count: Int) throws {
        let payload = Array(Self.captured.prefix(count))
        let message = try #require(EventMessage([Array("topic".utf8), [1], Self.info, payload]))
        guard case .error(let failed) = message.content(.change, level: 6) else {
            Issue.record("not refused")
            return
        }
        #expect(failed.reason == .malformedAnswer)
    }

    @Test func whatIsNoEventIsIgnored() {
        #expect(EventMessage([[1], [1], Self.info]) == nil)
        #expect(EventMessage([[1], [], Self.info, []]) == nil)
        #expect(EventMessage([[1], [1], [1, 2, 3], []]) == nil)
    }
}

@Suite(.serialized, .timeLimit(.minutes(5)))
struct EventSubscriberTests {
    let server: FakeServer
    let admin = FakeAdmin()
    let fake = FakeDevice()

    init() throws {
        server = try FakeServer.shared.get()
        for key in ["dserver/fake/1", "client/events/1"] { try? server.orb.deactivate(key: key) }
        try server.orb.activate(key: "dserver/fake/1", admin, as: Device_6Skeleton.self)
        try server.orb.activate(key: "client/events/1", fake, as: Device_6Skeleton.self)
    }

    var device: DeviceProxy {
        get throws {
            let name = "tango://127.1:\(server.port)/client/events/1#dbase=no"
            return try DeviceProxy(name, context: ClientContext(orb: server.orb))
        }
    }

    /// A subscription reaches a publisher some time after it was made: events are sent until one arrives, not so
    /// fast that the queue of a busy machine is full when the last one comes.
    func push(_ value: Double, from number: UInt32, _ sockets: EventSockets, until log: EventLog) throws -> UInt32 {
        var next = number
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end, !log.events.withLock({ $0.contains("\(value)") }) {
            try sockets.push(value, number: next)
            next += 1
            usleep(10_000)
        }
        return next
    }

    /// The keeper looks after the subscriptions each second, also while a handler is at work.
    @Test func aHandlerThatTookItsTimeMayEndTheSubscriber() throws {
        let sockets = try EventSockets()
        admin.endpoints.withLock { $0 = [sockets.endpoint, sockets.endpoint] }
        let subscriber = try EventSubscriber()
        let (never, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let device = try device
        let isStarted = ClientThread.start {
            _ = try? subscriber.subscribe(to: device, "scalar") { _ in
                _ = never.wait(timeout: .now() + .milliseconds(2500))
                subscriber.close()
                ended.signal()
            }
        }
        #expect(isStarted)
        #expect(ended.wait(timeout: .now() + .seconds(60)) == .success)
    }

    @Test func eventsArrive() throws {
        let (sockets, log) = (try EventSockets(), EventLog())
        admin.endpoints.withLock { $0 = [sockets.endpoint, sockets.endpoint] }
        let subscriber = try EventSubscriber()
        let subscription = try subscriber.subscribe(to: device, "Scalar") { log.note($0) }
        #expect(log.events.withLock { $0 } == ["API_AttrNotFound"])  // the fake knows "scalar" only
        #expect(
            admin.requests.withLock { $0.first } == [
                "ZmqEventSubscriptionChange", "client/events/1", "scalar", "subscribe", "change", "6",
            ])
        let next = try push(1.5, from: 1, sockets, until: log)
        try sockets.push(7, number: next + 3)
        #expect(log.waits { $0.suffix(2) == ["API_MissedEvents", "7.0"] })
        subscription.cancel()
        subscriber.close()
    }

    @Test func aServerThatWasRestartedIsFoundAgain() throws {
        let (first, second, log) = (try EventSockets(), try EventSockets(), EventLog())
        admin.endpoints.withLock { $0 = [first.endpoint, first.endpoint] }
        let subscriber = try EventSubscriber(silence: .milliseconds(300))
        let subscription = try subscriber.subscribe(to: device, "scalar") { log.note($0) }
        #expect(log.events.withLock { $0.first } == "2.5")
        admin.endpoints.withLock { $0 = [second.endpoint, second.endpoint] }
        #expect(log.waits { $0.count >= 3 })
        #expect(log.events.withLock { $0.prefix(3) } == ["2.5", "API_EventTimeout", "2.5"])
        _ = try push(9, from: 1, second, until: log)
        #expect(log.events.withLock { $0.contains("9.0") })
        subscription.cancel()
        subscriber.close()
    }

    @Test func whatTheServerRefusesIsThrown() throws {
        admin.endpoints.withLock { $0 = [] }
        let subscriber = try EventSubscriber()
        let error = #expect(throws: DevFailed.self) { try subscriber.subscribe(to: device, "scalar") { _ in } }
        #expect(error?.reason == .notSupportedFeature)
        subscriber.close()
    }

    // MARK: Values that change before the subscription has reached the publisher

    @Test func aSubscriptionReturnsWhenItsConnectionStands() throws {
        let sockets = try EventSockets()
        admin.endpoints.withLock { $0 = [sockets.endpoint, sockets.endpoint] }
        let receiver = try EventReceiver(patience: .seconds(60))
        let registration = Registration(try device, "scalar", .change) { _ in }
        receiver.add(registration, try registration.register())
        #expect(receiver.isConnected(sockets.endpoint))
        let restarted = try EventSockets()
        admin.endpoints.withLock { $0 = [restarted.endpoint, restarted.endpoint] }
        receiver.renew(registration, try registration.register())
        #expect(receiver.isConnected(restarted.endpoint))
        #expect(!receiver.isConnected(sockets.endpoint))
        receiver.stop()
    }

    @Test func aConnectionByNameIsKnownWhenItStandsAgain() throws {
        var sockets: EventSockets? = try EventSockets()
        let endpoint = try #require(sockets?.endpoint)
        let named = endpoint.replacing("127.0.0.1", with: "localhost")
        admin.endpoints.withLock { $0 = [named, named] }
        let receiver = try EventReceiver(patience: .seconds(60))
        let registration = Registration(try device, "scalar", .change) { _ in }
        let answer = try registration.register()
        receiver.add(registration, answer)
        #expect(receiver.isConnected(answer.eventEndpoint))
        sockets = nil
        #expect(becomes { !receiver.isConnected(answer.eventEndpoint) })
        #expect(
            becomes {
                sockets = sockets ?? (try? EventSockets(endpoint))
                return receiver.isConnected(answer.eventEndpoint)
            })
        receiver.stop()
    }

    private func becomes(_ isTrue: () -> Bool) -> Bool {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            if isTrue() { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func aValueThatChangedBeforeThePublisherKnewIsTold() throws {
        let (sockets, log) = (try EventSockets(), EventLog())
        admin.endpoints.withLock { $0 = [sockets.endpoint, sockets.endpoint] }
        fake.readings.withLock { $0 = [2.5, 4.5] }
        let subscriber = try EventSubscriber(silence: .seconds(600))
        let subscription = try subscriber.subscribe(to: device, "scalar") { log.note($0) }
        #expect(log.waits { $0 == ["2.5", "4.5"] })
        subscription.cancel()
        subscriber.close()
    }

    @Test func aValueThatChangesWhileNobodyCanBeReachedIsTold() throws {
        let (nobody, log) = ("tcp://127.0.0.1:1", EventLog())
        admin.endpoints.withLock { $0 = [nobody, nobody] }
        fake.readings.withLock { $0 = [2.5, 2.5, 4.5] }
        let subscriber = try EventSubscriber(silence: .seconds(600), patience: .milliseconds(10))
        let subscription = try subscriber.subscribe(to: device, "scalar") { log.note($0) }
        #expect(log.waits { $0 == ["2.5", "4.5"] })
        subscription.cancel()
        subscriber.close()
    }

    @Test func thePresentValueIsCheckedUntilAnEventHasCome() throws {
        let log = EventLog()
        let registration = Registration(try device, "scalar", .change) { log.note($0) }
        fake.readings.withLock { $0 = [2.5, 2.5, 4.5] }
        registration.tellPresent()
        #expect(!registration.isToBeChecked(at: .now - .seconds(1)))
        #expect(registration.isToBeChecked(at: .now + .seconds(2)))
        #expect(registration.checkPresent(isLast: false))
        #expect(log.events.withLock { $0 } == ["2.5"])
        #expect(registration.isToBeChecked(at: .now + .seconds(2)))
        #expect(registration.checkPresent(isLast: true))
        #expect(log.events.withLock { $0 } == ["2.5", "4.5"])
        #expect(!registration.isToBeChecked(at: .now + .seconds(2)))
        registration.tellPresent()
        registration.deliver(.value(AttributeReading(FakeDevice.value("scalar"))), number: 1)
        #expect(!registration.isToBeChecked(at: .now + .seconds(2)))
        #expect(log.events.withLock { $0 } == ["2.5", "4.5", "4.5", "2.5"])
    }

    /// What is read is 2.5, then 2.75, then 4.5.
    @Test(
        arguments: [
            (.change, "1", "Not specified", ["2.5", "4.5"]), (.archive, "Not specified", "1", ["2.5", "4.5"]),
            (.change, "Not specified", "1", ["2.5", "2.75", "4.5"]), (.change, "10,1", "1", ["2.5", "4.5"]),
            (.change, "10", "0.01", ["2.5"]), (.alarm, "1", "1", ["2.5"]),
        ] as [(EventKind, String, String, [String])])
    func aChangeThatIsNoEventIsNotTold(kind: EventKind, change: String, archive: String, told: [String]) throws {
        let log = EventLog()
        let registration = Registration(try device, "scalar", kind) { log.note($0) }
        fake.readings.withLock { $0 = [2.5, 2.75, 4.5] }
        fake.absoluteChange.withLock { $0 = (change, archive) }
        registration.tellPresent()
        #expect(registration.checkPresent(isLast: false))
        #expect(registration.checkPresent(isLast: true))
        #expect(log.events.withLock { $0 } == told)
    }

    @Test func anEventIsNotFollowedByAnOlderReading() throws {
        let log = EventLog()
        let registration = Registration(try device, "scalar", .change) { log.note($0) }
        fake.readings.withLock { $0 = [4.5] }
        fake.whileReading.withLock { hook in
            hook = { registration.deliver(.value(AttributeReading(FakeDevice.value("scalar"))), number: 1) }
        }
        registration.tellPresent()
        #expect(log.events.withLock { $0 } == ["2.5"])
        fake.whileReading.withLock { $0 = nil }
    }

    @Test func theFirstEventOfANewServerIsNoDuplicate() throws {
        let log = EventLog()
        let registration = Registration(try device, "scalar", .change) { log.note($0) }
        let event = DeviceEvent.Content.value(AttributeReading(FakeDevice.value("scalar")))
        registration.deliver(event, number: 1)
        registration.startAnew()
        registration.deliver(event, number: 1)
        #expect(log.events.withLock { $0 } == ["2.5", "2.5"])
        registration.deliver(event, number: 1)
        #expect(log.events.withLock { $0.count } == 2)
    }
}
