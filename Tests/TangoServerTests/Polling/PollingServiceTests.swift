import Synchronization
import TangoIDL
import TangoTesting
import TangoTypes
import Testing

@testable import TangoServer

/// A device of which some things are worth polling.
private actor MeterDevice: Device {
    static let count = AttributeKey<Int32>("Count")
    static let wished = AttributeKey<Double>("Wished")
    static let broken = AttributeKey<Double>("Broken")
    static let filled = AttributeKey<Double>("Filled")

    static let interface = Interface<MeterDevice>("Meter") {
        Attribute(count, read: { $0.next() })
        Attribute(wished, polling: .milliseconds(50), read: { _ in 7 })
        Attribute(broken, read: { _ in throw DevFailed("Meter_Broken", "The meter is broken") })
        Attribute(filled, read: { _ in 0 })
    } commands: {
        Command("Next", returning: Int32.self) { $0.next() }
        Command("Add", taking: Int32.self) { $0.number += $1 }
    }

    nonisolated let context: DeviceContext
    private var number: Int32 = 0

    init(context: DeviceContext) { self.context = context }

    func initialize() { context.setState(.ON) }

    private func next() -> Int32 {
        number += 1
        return number
    }
}

@Suite(.timeLimit(.minutes(5))) struct PollingServiceTests {
    private func withMeter(_ body: (PollingService, DeviceRuntime) throws -> Void) throws {
        try TestServer.with([DeviceClass(MeterDevice.self)]) { test in
            let context = test.server.context
            let service = PollingService(context)
            context.install(polling: service)
            defer { service.close() }
            try service.configure()
            service.setRunning(true)
            try body(service, try #require(context.userDevices.first))
        }
    }

    private func argument(_ device: DeviceRuntime, _ kind: String, _ name: String, _ period: Int32)
        -> DevVarLongStringArray
    {
        DevVarLongStringArray(lvalue: [period], svalue: [device.name, kind, name])
    }

    private func cached(_ service: PollingService, _ device: DeviceRuntime, _ name: String) -> Result<
        AttributeValue_5, DevFailed
    > {
        guard let attribute = device.attribute(named: name) else { return .failure(DevFailed("Test", "no \(name)")) }
        do throws(DevFailed) { return .success(try service.cached(device, attribute: attribute)) } catch {
            return .failure(error)
        }
    }

    private func reason(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as DevFailed {
            return error.errors.first?.reason
        } catch { return "\(error)" }
    }

    /// What a reading gets that waited while the device was taken down is no news for anybody.
    @Test func aDeviceThatIsTakenDownTellsNothing() throws {
        try withMeter { service, device in
            service.setRunning(false)
            try service.addObject(argument(device, "attribute", "Count", 60_000))
            try service.addObject(argument(device, "command", "Next", 60_000))
            #expect(device.takeDown(within: .seconds(30)))
            for kind in PolledKind.allCases {
                let name = kind == .attribute ? "Count" : "Next"
                service.execute(PollingSchedule.Work(device: device.name, kind: kind, names: [name], period: 60_000))
            }
            let isEmpty = service.polled(device.name) { polled in
                polled.attributes["count"]?.ring.isEmpty == true && polled.commands["next"]?.ring.isEmpty == true
            }
            #expect(isEmpty == true)
        }
    }

    @Test func theFirstObjectOfAThreadIsPolledAlsoAfterAStop() throws {
        try withMeter { service, device in
            service.setRunning(false)
            try service.endPolling(.attribute, "Wished", of: device)
            try service.addObject(argument(device, "attribute", "Count", 20))
            func isPolled() -> Bool {
                service.polled(device.name) { $0.attributes["count"]?.ring.isEmpty == false } ?? false
            }
            #expect(eventually { isPolled() })
            #expect(!service.isRunning)
        }
    }

    /// A restart puts the new device into the table before it is initialised.
    @Test func aDeviceThatIsNotUpYetIsLeftAlone() throws {
        try withMeter { service, device in
            service.setRunning(false)
            try service.addObject(argument(device, "attribute", "Count", 60_000))
            let work = PollingSchedule.Work(device: device.name, kind: .attribute, names: ["Count"], period: 60_000)
            func readings() -> Int? {
                service.polled(device.name) { $0.attributes["count"]?.ring.newest(10).count } ?? nil
            }
            device.isUp.store(false, ordering: .releasing)
            let before = readings()
            service.executeDue(work)
            #expect(readings() == before)
            device.isUp.store(true, ordering: .releasing)
            service.executeDue(work)
            #expect(readings() == before.map { $0 + 1 })
        }
    }

    @Test func whatTheClassWantsIsPolledFromStart() throws {
        try withMeter { service, device in
            #expect(service.polledDevices == [device.name])
            let arrived = eventually { try cached(service, device, "wished").get().value == .double_att_value([7]) }
            #expect(arrived)
        }
    }

    @Test func whatAUserAsksForIsPolledUntilItIsTakenAway() throws {
        try withMeter { service, device in
            try service.addObject(argument(device, "Attribute", "count", 10))
            let counted = eventually {
                guard case .success(let value) = cached(service, device, "Count") else { return false }
                if case .long_att_value(let numbers) = value.value { return (numbers.first ?? 0) > 5 }
                return false
            }
            #expect(counted)
            let attribute = try #require(device.attribute(named: "Count"))
            let history = try service.history(device, attribute: attribute, 3)
            #expect(history.dates.count == 3)
            try service.removeObject([device.name, "attribute", "Count"])
            #expect(reason { _ = try service.cached(device, attribute: attribute) } == "API_AttrNotPolled")
        }
    }

    @Test func errorsAreKeptAndServed() throws {
        try withMeter { service, device in
            try service.addObject(argument(device, "attribute", "Broken", 20))
            let failed = eventually {
                guard case .failure(let error) = cached(service, device, "Broken") else { return false }
                return error.reason == "Meter_Broken"
            }
            #expect(failed)
            let status = try service.status(of: device.name).joined()
            #expect(status.contains("Last attribute read FAILED :\n\tReason = Meter_Broken"))
        }
    }

    /// Who is read in one call is who has the same period now, not at the last reading.
    @Test func theStatusNamesWhatIsReadTogether() throws {
        try withMeter { service, device in
            func effort() throws -> String? {
                let status = try service.status(of: device.name).first { $0.contains("attribute name = Count\n") }
                let line = status?.split(separator: "\n").first { $0.hasPrefix("Time needed") }
                return line?.split(separator: " = ").first.map(String.init)
            }
            let alone = "Time needed for the last attribute reading (mS)"
            let both = "Time needed for the last attributes (Count + Broken) reading (mS)"
            try service.addObject(argument(device, "attribute", "Count", 1000))
            let isRead = eventually { try effort() == alone }
            #expect(isRead)
            try service.addObject(argument(device, "attribute", "Broken", 1000))
            #expect(try effort() == both)
            try service.updatePeriod(argument(device, "attribute", "Broken", 2000))
            #expect(try effort() == alone)
            try service.updatePeriod(argument(device, "attribute", "Broken", 1000))
            #expect(try effort() == both)
            try service.removeObject([device.name, "attribute", "Broken"])
            #expect(try effort() == alone)
        }
    }

    @Test func commandsArePolledToo() throws {
        try withMeter { service, device in
            try service.addObject(argument(device, "command", "next", 10))
            let command = try #require(device.command(named: "Next"))
            let counted = eventually {
                try service.history(device, command: command, 10).dates.count == 10
            }
            #expect(counted)
            guard case .longs(let numbers) = try service.history(device, command: command, 3).value else {
                Issue.record("no sequence of longs")
                return
            }
            #expect(numbers == numbers.sorted(by: >) && numbers.count == 3)
        }
    }

    @Test func stateIsPolledAsAnAttribute() throws {
        try withMeter { service, device in
            try service.addObject(argument(device, "command", "State", 10))
            let command = try #require(device.command(named: "State"))
            #expect(eventually { try service.cached(device, command: command) == .state(.ON) })
            let shown = try service.status(of: device.name).map { $0.prefix { $0 != "\n" } }
            #expect(shown.contains("Polled command name = State") && shown.contains("Polled attribute name = State"))
        }
    }

    @Test func stoppedPollingMakesBuffersOld() throws {
        try withMeter { service, device in
            try service.addObject(argument(device, "attribute", "Count", 5))
            #expect(eventually { try !cached(service, device, "Count").get().name.isEmpty })
            service.setRunning(false)
            let isOld = eventually {
                guard case .failure(let error) = cached(service, device, "Count") else { return false }
                return error.reason == .notUpdatedAnyMore
            }
            #expect(isOld)
        }
    }

    /// A reading that waited while a restart took the device down concerns nobody any more.
    @Test func whatADeviceAnswersThatWasTakenDownIsNotKept() throws {
        try withMeter { service, device in
            try service.addObject(argument(device, "attribute", "Filled", 0))
            try service.addObject(argument(device, "command", "Next", 0))
            device.isDown.store(true, ordering: .releasing)
            for (kind, name) in [(PolledKind.attribute, "Filled"), (.command, "Next")] {
                service.execute(PollingSchedule.Work(device: device.name, kind: kind, names: [name], period: 0))
            }
            device.isDown.store(false, ordering: .releasing)
            #expect(reason { _ = try cached(service, device, "Filled").get() } == "API_NoDataYet")
            let next = try #require(device.command(named: "Next"))
            #expect(reason { _ = try service.cached(device, command: next) } == "API_NoDataYet")
        }
    }

    @Test func codeCanFillABuffer() throws {
        try withMeter { service, device in
            let sink = PollingSink(context: device.context)
            let early = reason { try sink.fill(MeterDevice.filled, [Reading(1.5)]) }
            #expect(early == "API_PollObjNotFound")
            try service.addObject(argument(device, "attribute", "Filled", 0))
            #expect(reason { _ = try cached(service, device, "Filled").get() } == "API_NoDataYet")
            try sink.fill(MeterDevice.filled, [Reading(1.5), Reading(2.5)])
            #expect(try cached(service, device, "Filled").get().value == .double_att_value([2.5]))
            let status = try service.status(of: device.name).joined()
            #expect(status.contains("The polling buffer is externally filled in"))
            try sink.trigger(MeterDevice.filled)
            #expect(try cached(service, device, "Filled").get().value == .double_att_value([0]))
        }
    }

    /// Else thread and code would both write the buffer.
    @Test func aNewPeriodTakesTheBufferFromTheCode() throws {
        try withMeter { service, device in
            let sink = PollingSink(context: device.context)
            for (kind, name) in [("attribute", "Filled"), ("command", "Next")] {
                try service.addObject(argument(device, kind, name, 0))
            }
            func fill() throws {
                try sink.fill(MeterDevice.filled, [Reading(1.5)])
                try sink.fill(command: "Next", [Int32(5)])
            }
            func areFilledByCode() -> [Bool?] {
                service.polled(device.name) {
                    [$0.attributes["filled"]?.isFilledByCode, $0.commands["next"]?.isFilledByCode]
                } ?? []
            }
            try fill()
            #expect(areFilledByCode() == [true, true])
            for (kind, name) in [("attribute", "Filled"), ("command", "Next")] {
                try service.updatePeriod(argument(device, kind, name, 60_000))
            }
            #expect(areFilledByCode() == [false, false])
            try fill()
            #expect(areFilledByCode() == [true, true])
        }
    }

    /// A thread that is made after the end would be stopped by nobody.
    @Test func nothingIsPolledAfterTheEnd() throws {
        try withMeter { service, device in
            service.close()
            #expect(try service.thread(of: device.name) == nil)
            try service.begin(.attribute, "Count", period: 10, of: device)
            try service.configure()
            #expect(service.polledDevices.isEmpty)
            #expect(service.polled(device.name) { _ in true } == nil)
        }
    }

    @Test func aRemovedCommandIsNotPolledAnyMore() throws {
        try withMeter { service, device in
            try service.addObject(argument(device, "command", "Next", 60_000))
            #expect(device.removeCommand(named: "next"))
            #expect(service.polled(device.name) { $0.contains(.command, "Next") } == false)
        }
    }

    @Test func refusalsAreThoseOfTheReference() throws {
        try withMeter { service, device in
            func add(_ kind: String, _ name: String, _ period: Int32) -> String? {
                reason { try service.addObject(argument(device, kind, name, period)) }
            }
            #expect(add("attribute", "wished", 100) == "API_AlreadyPolled")
            #expect(add("attribute", "Count", 4) == "API_NotSupported")
            #expect(add("attribute", "nope", 100) == "API_AttrNotFound")
            #expect(add("command", "nope", 100) == "API_CommandNotFound")
            #expect(add("command", "Add", 100) == "API_IncompatibleCmdArgumentType")
            #expect(add("command", "Init", 100) == "API_NotSupported")
            #expect(add("thing", "Count", 100) == "API_NotSupported")
            #expect(reason { try service.removeObject([device.name, "attribute", "Count"]) } == "API_PollObjNotFound")
            #expect(reason { try service.removeObject([device.name]) } == "API_WrongNumberOfArgs")
            #expect(reason { _ = try service.status(of: "no/such/dev") } == "API_DeviceNotFound")
        }
    }
}
