import Glibc
import ORBBridge
import Synchronization
import TangoIDL
import TangoTypes
import ZeroMQSocket

@testable import TangoClient

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

/// What a handler was told.
final class EventLog: Sendable {
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
final class EventSockets {
    // First, so that it goes first: a context waits for its sockets.
    let events: ZeroMQSocket
    let endpoint: String
    let context: ZeroMQContext

    init(_ place: String = "tcp://127.0.0.1:*") throws {
        context = try ZeroMQContext()
        events = try context.socket(.publish)
        try events.set(.linger(0))
        endpoint = try events.bind(place)
    }

    func push(_ value: Double, number: UInt32) throws {
        var reading = FakeDevice.value("scalar")
        reading.value = .double_att_value([value, 0])
        let info = ZmqCallInfo(version: 1, ctr: number, method_name: "", oid: [], call_is_except: false)
        let topic = "tango://h:1/client/events/1/scalar#dbase=no.idl5_change"
        try events.send([Array(topic.utf8), [1], info.cdrBytes(), [0, 0, 0, 0] + reading.cdrBytes()])
    }
}
