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

/// The administration device of a server whose sockets the test holds.
// Its superclass is not final, so that the compiler cannot see it: every member is behind a mutex.
final class FakeAdmin: StubServant, @unchecked Sendable {
    let requests = Mutex<[[String]]>([])
    let endpoints = Mutex<[String]>([])

    override func command_inout_4(
        _ command: String, _ argin: CORBAAny, _ source: DevSource, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> CORBAAny {
        guard case .strings(let request) = argin else { throw DevFailed("Test_Argument", "\(argin)", command) }
        requests.withLock { $0.append([command] + request) }
        let names = ["tango://h:1/client/events/1/scalar#dbase=no.idl5_change", "tango://h:1/dserver/fake/1#dbase=no"]
        let svalue = endpoints.withLock { $0 } + names
        return .longStrings(.init(lvalue: [1033, 6, 1000, 0, 0, 434], svalue: svalue))
    }
}

@Suite(.serialized, .timeLimit(.minutes(5)))
struct EventSubscriberTests {
    /// What a handler was told.
    final class Log: Sendable {
        let events = Mutex<[String]>([])

        func note(_ event: DeviceEvent) {
            let text =
                switch event.content {
                case .value(let reading): "\((try? reading.value(as: Double.self)) ?? .nan)"
                case .error(let failed): failed.reason.rawValue
                default: "other"
                }
            events.withLock { $0.append(text) }
        }

        func waits(_ isDone: ([String]) -> Bool) -> Bool {
            let end = ContinuousClock.now + .seconds(60)
            while ContinuousClock.now < end {
                if events.withLock({ isDone($0) }) { return true }
                usleep(1000)
            }
            return false
        }
    }

    /// The two sockets of a server.
    final class Sockets {
        // First, so that it goes first: a context waits for its sockets.
        let events: ZeroMQSocket
        let endpoint: String
        let context: ZeroMQContext

        init() throws {
            context = try ZeroMQContext()
            events = try context.socket(.publish)
            try events.set(.linger(0))
            endpoint = try events.bind("tcp://127.0.0.1:*")
        }

        func push(_ value: Double, number: UInt32) throws {
            var reading = FakeDevice.value("scalar")
            reading.value = .double_att_value([value, 0])
            let info = ZmqCallInfo(version: 1, ctr: number, method_name: "", oid: [], call_is_except: false)
            let topic = "tango://h:1/client/events/1/scalar#dbase=no.idl5_change"
            try events.send([Array(topic.utf8), [1], info.cdrBytes(), [0, 0, 0, 0] + reading.cdrBytes()])
        }
    }

    let server: FakeServer
    let admin = FakeAdmin()

    init() throws {
        server = try FakeServer.shared.get()
        for key in ["dserver/fake/1", "client/events/1"] { try? server.orb.deactivate(key: key) }
        try server.orb.activate(key: "dserver/fake/1", admin, as: Device_6Skeleton.self)
        try server.orb.activate(key: "client/events/1", FakeDevice(), as: Device_6Skeleton.self)
    }

    var device: DeviceProxy {
        get throws {
            let name = "tango://127.1:\(server.port)/client/events/1#dbase=no"
            return try DeviceProxy(name, context: ClientContext(orb: server.orb))
        }
    }

    /// A subscription reaches a publisher some time after it was made: events are sent until one arrives, not so
    /// fast that the queue of a busy machine is full when the last one comes.
    func push(_ value: Double, from number: UInt32, _ sockets: Sockets, until log: Log) throws -> UInt32 {
        var next = number
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end, !log.events.withLock({ $0.contains("\(value)") }) {
            try sockets.push(value, number: next)
            next += 1
            usleep(10_000)
        }
        return next
    }

    @Test func eventsArrive() throws {
        let (sockets, log) = (try Sockets(), Log())
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
        let (first, second, log) = (try Sockets(), try Sockets(), Log())
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
}
