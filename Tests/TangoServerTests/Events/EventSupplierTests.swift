import Log
import ORBBridge
import Synchronization
import TangoIDL
import TangoTypes
import Testing
import ZeroMQSocket

@testable import TangoServer

/// A device with one attribute, as far as events are concerned.
private final class SampleDevice: EventDevice, EventDirectory {
    let name = "A/b/C"
    let interfaceLevel = 6
    let attribute = SampleAttribute()
    private let interface = Mutex(InterfaceDescription(commands: [], attributes: []))

    var interfaceDescription: InterfaceDescription { interface.withLock { $0 } }
    func addAttribute() { interface.withLock { $0.attributes.append(attribute.configuration.config5) } }
    func eventDevice(_ name: String) -> (any EventDevice)? { name.lowercased() == "a/b/c" ? self : nil }
    func eventAttribute(_ name: String) -> (any EventAttribute)? { name.lowercased() == "volt" ? attribute : nil }
    func isPolled(_ attribute: any EventAttribute) -> Bool { false }
    func hasPipe(_ name: String) -> Bool { false }
}

/// An attribute whose events come from code.
private final class SampleAttribute: EventAttribute {
    let name = "Volt"
    let configuration = AttributeConfiguration(
        definition: AttributeDefinition(name: "Volt", type: .double), deviceName: "A/b/C",
        deviceProperties: ["abs_change": ["1"]])

    var pushedEvents: PushedEventFacts {
        var facts = PushedEventFacts()
        facts.change = true
        facts.archive = true
        facts.dataReady = true
        return facts
    }
}

@Suite(.serialized, .timeLimit(.minutes(5))) struct EventSupplierTests {
    private let context: ZeroMQContext
    private let supplier: EventSupplier
    private let device = SampleDevice()
    private var attribute: SampleAttribute { device.attribute }

    init() throws {
        context = try ZeroMQContext()
        supplier = try EventSupplier(
            EventSupplier.Settings(
                names: EventNames(host: "h", port: "1", adminName: "dserver/s/t", usesDatabase: false),
                addresses: EventAddresses(endPointHost: "127.0.0.1"), libraryRelease: 1033,
                logger: Logger(label: "test", sink: StandardErrorSink())))
    }

    private func request(_ event: String, level: String) throws -> DevVarLongStringArray {
        try supplier.zmqEventSubscriptionChange(
            ["a/B/c", "Volt", "subscribe", event, level], in: device)
    }

    /// Subscribes like a client: by the command, then by the socket.
    private func subscribe(_ event: String, level: String = "6") throws -> ZeroMQSocket {
        let answer = try request(event, level: level)
        let socket = try context.socket(.subscribe)
        try socket.set(.linger(0))
        for topic in [answer.svalue[2], answer.svalue[3], "alive"] { try socket.set(.subscribe(topic)) }
        try socket.connect(answer.svalue[0])
        try socket.connect(answer.svalue[1])
        // A beat is one message on each of the two connections: after both, both stand.
        var (isBeating, isAlive) = (false, false)
        while !(isBeating && isAlive) {
            let frames = try #require(try socket.receive(timeout: .seconds(60)))
            if frames.count == 3 { isBeating = true }
            if frames.count == 1 { isAlive = true }
        }
        return socket
    }

    private func value(_ number: Double) -> EventContent {
        .value(
            AttributeValue_5(
                value: .double_att_value([number]), quality: .ATTR_VALID, data_format: .SCALAR, data_type: 5,
                time: TimeVal(tv_sec: 1, tv_usec: 2, tv_nsec: 0), name: "Volt", r_dim: AttributeDim(dim_x: 1, dim_y: 0),
                w_dim: AttributeDim(dim_x: 0, dim_y: 0), err_list: []))
    }

    /// The next events: their numbers, duplicates included, and the bodies.
    private func events(_ socket: borrowing ZeroMQSocket, _ count: Int) throws -> [(number: UInt32, frames: [[UInt8]])]
    {
        var found: [(UInt32, [[UInt8]])] = []
        while found.count < count {
            let frames = try #require(try socket.receive(timeout: .seconds(60)))
            guard frames.count == 4 else { continue }
            found.append((try #require(ZmqCallInfo.decoded(cdr: frames[2])).ctr, frames))
        }
        return found
    }

    @Test func answerIsThatOfTheReference() throws {
        defer { supplier.close() }
        let answer = try request("change", level: "6")
        #expect(answer.lvalue == [1033, 6, 1000, 0, 0, ZeroMQContext.release])
        #expect(answer.svalue[2] == "tango://h:1/a/b/c/volt#dbase=no.idl5_change")
        #expect(answer.svalue[3] == "tango://h:1/dserver/s/t#dbase=no")
        let info = try supplier.zmqEventSubscriptionChange(["info"], in: device)
        #expect(info.svalue == ["Heartbeat: \(answer.svalue[0])", "Event: \(answer.svalue[1])"])
    }

    @Test func withADatabaseAMulticastRateIsToldWithWhatAttributesSend() throws {
        supplier.close()
        let supplier = try EventSupplier(
            EventSupplier.Settings(
                names: EventNames(host: "h", port: "1", adminName: "dserver/s/t", usesDatabase: true),
                addresses: EventAddresses(endPointHost: "127.0.0.1"), libraryRelease: 934,
                logger: Logger(label: "test", sink: StandardErrorSink())))
        defer { supplier.close() }
        func rate(_ action: String, _ event: String) throws -> [Int32] {
            Array(
                try supplier.zmqEventSubscriptionChange(["a/b/c", "volt", action, event, "5"], in: device).lvalue[3...4]
            )
        }
        #expect(try rate("subscribe", "attr_conf") == [81920, 20000])
        #expect(try rate("subscribe", "intr_change") == [0, 0])
        #expect(try rate("unsubscribe", "attr_conf") == [0, 0])
    }

    @Test func whoDoesNotSubscribeIsToldTheTopicOfAnyEvent() throws {
        defer { supplier.close() }
        for (action, event) in [("unsubscribe", "periodic"), ("SUBSCRIBE", "data_ready"), ("", "pipe")] {
            let answer = try supplier.zmqEventSubscriptionChange(["a/b/c", "volt", action, event, "5"], in: device)
            #expect(answer.svalue[2].hasSuffix(event))
        }
        #expect(!supplier.hasListeners(.periodic, object: "a/b/c/volt"))
    }

    /// Who hears nothing for ten seconds takes the server for dead.
    @Test func heartbeatsBeginWithASubscriptionAndGoOnByThemselves() throws {
        defer { supplier.close() }
        let silent = try context.socket(.subscribe)
        try silent.set(.linger(0))
        try silent.set(.subscribe("tango://h:1/dserver/s/t#dbase=no.heartbeat"))
        try silent.connect(supplier.endpoints.heartbeat[0])
        let early = try silent.receive(timeout: .milliseconds(200))
        #expect(early == nil, "nobody has subscribed yet")
        _ = try request("change", level: "6")
        // The first is doubled; so the third is one that came with the clock.
        for _ in 0..<3 {
            let beat = try silent.receive(timeout: .seconds(60))
            #expect(beat?.count == 3)
        }
    }

    @Test func everyPushArrivesOnceAndInOrder() throws {
        defer { supplier.close() }
        let socket = try subscribe("change")
        for number in 0..<100 { supplier.push(.change, device, attribute, value(Double(number))) }
        let received = try events(socket, 101)
        // The first message after a subscription is doubled.
        #expect(received.map(\.number) == [1] + (1...100).map { UInt32($0) })
        let last = AttributeValue_5.decoded(cdr: Array(received[100].frames[3].dropFirst(4)))
        #expect(last?.value == .double_att_value([99]))
    }

    @Test func aBurstReachesClientsOfBothGenerationsWhole() throws {
        defer { supplier.close() }
        let old = try subscribe("change", level: "4")
        let new = try subscribe("change", level: "6")
        for number in 0..<900 { supplier.push(.change, device, attribute, value(Double(number))) }
        for socket in [0, 1] {
            let received = socket == 0 ? try events(old, 901) : try events(new, 901)
            #expect(received.map(\.number) == [1] + (1...900).map { UInt32($0) })
        }
    }

    @Test func oldAndNewClientsGetTheirPayloadWithOneNumber() throws {
        defer { supplier.close() }
        let old = try subscribe("change", level: "4")
        let new = try subscribe("change", level: "5")
        supplier.push(.change, device, attribute, value(7))
        let first = try events(old, 1)[0]
        let second = try events(new, 1)[0]
        #expect(first.number == second.number)
        #expect(AttributeValue_4.decoded(cdr: Array(first.frames[3].dropFirst(4)))?.value == .double_att_value([7]))
        #expect(AttributeValue_5.decoded(cdr: Array(second.frames[3].dropFirst(4)))?.data_type == 5)
    }

    @Test func checkedPushesFollowTheCriteria() throws {
        defer { supplier.close() }
        let socket = try subscribe("change")
        for number in [0, 0.5, 2.0] { supplier.push(.change, device, attribute, value(number), isChecked: true) }
        let bodies = try events(socket, 3).map {
            AttributeValue_5.decoded(cdr: Array($0.frames[3].dropFirst(4)))?.value
        }
        #expect(bodies == [.double_att_value([0]), .double_att_value([0]), .double_att_value([2])])
    }

    @Test func errorsAreMarked() throws {
        defer { supplier.close() }
        let socket = try subscribe("change")
        supplier.push(.change, device, attribute, .error([DevError("API_X", "no")]))
        let frames = try events(socket, 1)[0].frames
        #expect(ZmqCallInfo.decoded(cdr: frames[2])?.call_is_except == true)
        #expect(DevErrorList.decoded(cdr: Array(frames[3].dropFirst(4)))?.map(\.reason) == ["API_X"])
    }

    @Test func configurationAndDataReadyArrive() throws {
        defer { supplier.close() }
        let configuration = try subscribe("attr_conf")
        let ready = try subscribe("data_ready")
        supplier.pushConfiguration(device, attribute)
        supplier.pushDataReady(device, attribute, counter: 42)
        let first = try events(configuration, 1)[0].frames
        #expect(AttributeConfig_5.decoded(cdr: Array(first[3].dropFirst(4))) == attribute.configuration.config5)
        let second = try events(ready, 1)[0].frames
        #expect(
            AttDataReady.decoded(cdr: Array(second[3].dropFirst(4)))
                == AttDataReady(name: "Volt", data_type: 5, ctr: 42))
    }

    @Test func severalInterfaceChangesMakeOneEvent() throws {
        defer { supplier.close() }
        let socket = try subscribe("intr_change")
        for _ in 0..<3 {
            supplier.interfaceWillChange(device) { [device] in device }
            device.addAttribute()
        }
        let frames = try events(socket, 1)[0].frames
        #expect(DevIntrChange.decoded(cdr: Array(frames[3].dropFirst(4)))?.atts.count == 3)
    }

    @Test func aPushWithoutListenersIsNothing() {
        defer { supplier.close() }
        supplier.push(.change, device, attribute, value(1))
        #expect(!supplier.hasListeners(.change, object: "a/b/c/volt"))
    }

    @Test func refusalsAreThoseOfTheReference() {
        defer { supplier.close() }
        func refusal(_ arguments: [String]) -> [String] {
            do {
                _ = try supplier.zmqEventSubscriptionChange(arguments, in: device)
                return []
            } catch { return error.errors.map { "\($0.reason): \($0.desc)" } }
        }
        #expect(
            refusal(["x"]) == [
                "API_WrongNumberOfArgs: Not enough input arguments, needs 4 i.e. device name, attribute/pipe name,"
                    + " action, event name"
            ])
        #expect(refusal(["a", "b"]).first?.hasSuffix("event name, <Tango lib release>") == true)
        #expect(
            refusal(["no/such/dev", "a", "subscribe", "change"]) == [
                "API_DeviceNotFound: Device no/such/dev not found", "API_DeviceNotFound: Device no/such/dev not found",
            ])
        #expect(
            refusal(["a/b/c", "nope", "subscribe", "change", "5"]) == ["API_AttrNotFound: nope attribute not found"])
        #expect(
            refusal(["a/b/c", "volt", "subscribe", "bogus", "5"]) == [
                "API_WrongNumberOfArgs: The event type you sent (bogus) is not  valid event type"
            ])
        #expect(refusal(["a/b/c", "x", "subscribe", "pipe", "5"]) == ["API_PipeNotFound: x pipe not found"])
        #expect(
            refusal(["a/b/c", "volt", "subscribe", "periodic", "5"]) == [
                "API_AttributePollingNotStarted: The polling (necessary to send events) for the attribute volt is"
                    + " not started"
            ])
    }

    @Test func confirmationsLookAtTheAttributeFirst() {
        defer { supplier.close() }
        func refusal(_ arguments: [String]) -> String? {
            do {
                try supplier.eventConfirmSubscription(arguments, in: device)
                return nil
            } catch { return error.errors.first.map { "\($0.reason): \($0.desc)" } }
        }
        #expect(refusal(["a/b/c", "nope", "bogus"]) == "API_AttrNotFound: nope attribute not found")
        #expect(refusal(["a/b/c", "volt", "bogus"])?.hasPrefix("API_AttributePollingNotStarted") == true)
        #expect(refusal(["a/b/c", "volt", "attr_conf"]) == nil)
    }

    @Test func aClosedSupplierRefuses() {
        supplier.close()
        let error = #expect(throws: DevFailed.self) {
            try supplier.zmqEventSubscriptionChange(["a/b/c", "volt", "subscribe", "change"], in: device)
        }
        #expect(error?.reason == .shutdownInProgress)
    }
}
