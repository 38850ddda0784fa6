import Foundation
import ORBBridge
import Synchronization
import TangoIDL
import Testing

/// What generated code calls to compare an argument or a result with its sample.
func same<T: Equatable>(_ value: T, _ expected: T, _ what: String) throws {
    if value != expected { throw DevFailed("Test_Different", "\(what): \(value)", what) }
}

/// A server and its clients in one process, over TCP. omniORB has one ORB per process, so the suite shares one.
///
/// A reference with the server's own address would be served without the network; `127.1` is another spelling of it.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct LoopbackTests {
    struct Server {
        let orb: ORB
        let port: String

        init() throws {
            orb = try ORB(options: .tangoServer(endPoint: "giop:tcp:127.0.0.1:"))
            let servant = SampleServant()
            try orb.activate(key: "test/wire/six", servant, as: Device_6Skeleton.self)
            try orb.activate(key: "test/wire/five", servant, as: Device_5Skeleton.self)
            try orb.activate(key: "test/wire/bad", FailingServant(), as: DeviceSkeleton.self)
            try orb.setMode(.active)
            let ior = try orb.ior(key: "test/wire/six", as: Device_6Skeleton.self)
            port = try orb.addresses(ofIOR: ior).first?.split(separator: ":").last.map(String.init) ?? ""
        }

        func device(_ key: String, timeLimit: Duration = .seconds(60)) throws -> Device_6Ref {
            Device_6Ref(try orb.resolve("corbaloc:iiop:127.1:\(port)/\(key)"), timeLimit: timeLimit)
        }
    }

    static let shared = Result { try Server() }

    var server: Server { get throws { try Self.shared.get() } }

    @Test func everyOperationTravels() throws {
        try callEveryOperation(server.device("test/wire/six"))
    }

    @Test func sixteenThreads() throws {
        let device = try server.device("test/wire/six")
        let errors = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            for _ in 0..<5 {
                do { try callEveryOperation(device) } catch { errors.withLock { $0.append("\(error)") } }
            }
        }
        #expect(errors.withLock { $0 } == [])
    }

    @Test func interfacesAreNarrowed() throws {
        let six = try server.device("test/wire/six").reference
        let five = try server.device("test/wire/five").reference
        let limit = Duration.seconds(60)
        for id in Device_6Skeleton.repositoryIDs { #expect(try six.isA(id, timeLimit: limit)) }
        #expect(try !five.isA("IDL:Tango/Device_6:1.0", timeLimit: limit))
        #expect(try five.isA("IDL:Tango/Device_5:1.0", timeLimit: limit))
        #expect(try !six.isA("Dummy", timeLimit: limit))
        #expect(try !six.isNonExistent(timeLimit: limit))
        #expect(try server.device("test/wire/none").reference.isNonExistent(timeLimit: limit))
    }

    @Test func aLevelFiveServerHasNoOperationOfLevelSix() throws {
        let error = try #require(throws: CORBASystemException.self) { _ = try server.device("test/wire/five").info_6() }
        #expect(error.name == .badOperation)
    }

    @Test func userExceptionsTravel() throws {
        let device = try server.device("test/wire/bad")
        let error = try #require(throws: DevFailed.self) { try device.ping() }
        #expect(error == FailingServant.failure)
    }

    @Test func systemExceptionsTravel() throws {
        let device = try server.device("test/wire/bad")
        let error = try #require(throws: CORBASystemException.self) { _ = try device.get_name() }
        #expect(error.name == .impLimit)
        #expect(error.minor == 10)
    }

    @Test func theClientIsKnown() throws {
        #expect(try server.device("test/wire/bad").get_description().hasPrefix("giop:tcp:"))
    }

    @Test func nobodyListens() throws {
        let orb = try server.orb
        let device = Device_6Ref(try orb.resolve("corbaloc:iiop:127.1:1/a/b/c"), timeLimit: .seconds(60))
        let error = try #require(throws: CORBASystemException.self) { try device.ping() }
        #expect(error.name == .transient)
    }

    @Test func aSlowServerMeetsTheTimeLimit() throws {
        let device = try server.device("test/wire/bad", timeLimit: .milliseconds(100))
        let error = try #require(throws: CORBASystemException.self) { _ = try device.get_status() }
        #expect(error.name == .transient || error.name == .timeout)
        FailingServant.gate.withLock { $0 = true }
    }

    @Test func signalsAreBlockedOnTheThreadsOfTheORB() throws {
        #expect(try server.device("test/wire/bad").get_adm_name() == "all blocked")
    }
}

/// A servant whose answers are errors and facts about the call.
final class FailingServant: DeviceServant {
    static let failure = DevFailed("Test_Reason", "é wrong", "ping")
    static let gate = Mutex(false)

    func get_name(_ call: CallInfo) throws -> String { throw CORBASystemException(.impLimit, minor: 10) }
    func get_description(_ call: CallInfo) throws -> String { call.peer }
    func get_state(_ call: CallInfo) throws -> DevState { throw CORBASystemException(.unknown) }
    func get_status(_ call: CallInfo) throws -> String {
        let end = ContinuousClock.now + .seconds(60)
        while !Self.gate.withLock({ $0 }), ContinuousClock.now < end { sched_yield() }
        return ""
    }
    func get_adm_name(_ call: CallInfo) throws -> String {
        var set = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &set)
        let open = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGCHLD].filter { sigismember(&set, $0) == 0 }
        return open.isEmpty ? "all blocked" : "open: \(open)"
    }
    func command_inout(_ command: String, _ argin: CORBAAny, _ call: CallInfo) throws -> CORBAAny { argin }
    func get_attribute_config(_ names: [String], _ call: CallInfo) throws -> AttributeConfigList { [] }
    func set_attribute_config(_ new_conf: AttributeConfigList, _ call: CallInfo) throws {}
    func read_attributes(_ names: [String], _ call: CallInfo) throws -> AttributeValueList { [] }
    func write_attributes(_ values: AttributeValueList, _ call: CallInfo) throws {}
    func ping(_ call: CallInfo) throws { throw Self.failure }
    func black_box(_ n: Int32, _ call: CallInfo) throws -> [String] { [] }
    func info(_ call: CallInfo) throws -> DevInfo { throw Self.failure }
    func command_list_query(_ call: CallInfo) throws -> DevCmdInfoList { [] }
    func command_query(_ command: String, _ call: CallInfo) throws -> DevCmdInfo { throw Self.failure }
}
