import TangoIDL
import TangoServer
import TangoTesting
import TangoTypes
import Testing

struct DeviceTests {
    private func withPump<Result>(
        _ transport: Transport = .direct, _ body: (TestServer) throws -> Result
    ) throws -> Result {
        try TestServer.with([DeviceClass(PumpDevice.self)], over: transport, body)
    }

    private func reason(_ body: () throws -> Void) -> String? {
        do { try body() } catch let error as DevFailed { return error.errors.first?.reason } catch let error
            as MultiDevFailed
        {
            return error.errors.first?.err_list.first?.reason
        } catch { return "\(error)" }
        return nil
    }

    // MARK: State

    @Test(
        "A level that is reached decides about quality, state and status",
        arguments: [
            (4.9, AttrQuality.ATTR_VALID, DevState.ON, nil),
            (5.0, .ATTR_WARNING, .ALARM, "\nWarning : Value too high for Speed"),
            (10.0, .ATTR_ALARM, .ALARM, "\nAlarm : Value too high for Speed"),
            (-10.0, .ATTR_ALARM, .ALARM, "\nAlarm : Value too low for Speed"),
        ], Transport.allCases)
    func alarms(_ one: (Double, AttrQuality, DevState, String?), _ transport: Transport) throws {
        try withPump(transport) { server in
            try server.device.command("SetSpeed", one.0.any)
            #expect(try server.device.state() == one.2)
            #expect(try server.device.status() == "The device is in \(one.2) state." + (one.3 ?? ""))
            #expect(try server.device.read(PumpDevice.speed).quality == one.1)
            try server.device.command("SetSpeed", 0.0.any)
            #expect(try server.device.state() == .ON)
        }
    }

    @Test func stateAndStatusAreTheLastAttributes() throws {
        try withPump { server in
            let names = try server.device.read(["All attributes"]).map(\.name)
            #expect(names.suffix(2) == ["State", "Status"])
            #expect(names.count == 7)
        }
    }

    // MARK: Errors

    @Test(arguments: Transport.allCases)
    func errorsKeepTheirReason(_ transport: Transport) throws {
        try withPump(transport) { server in
            let device = server.device
            #expect(reason { try device.command("Fail") } == "Pump_Stuck")
            #expect(reason { try device.command("OnlyOff") } == "API_CommandNotAllowed")
            #expect(reason { try device.command("Nothing") } == "API_CommandNotFound")
            #expect(reason { try device.command("SetSpeed", .string("fast")) } == "API_IncompatibleCmdArgumentType")
            #expect(reason { _ = try device.read(PumpDevice.broken) } == "Pump_Stuck")
            #expect(reason { try device.write(PumpDevice.speed, 1) } == "API_AttrNotWritable")
            #expect(reason { try device.write(PumpDevice.locked, 1) } == "API_AttrNotAllowed")
            #expect(reason { try device.write(PumpDevice.target, 101) } == "API_WAttrOutsideLimit")
            #expect(reason { try device.write(PumpDevice.target, -1) } == "API_WAttrOutsideLimit")
        }
    }

    @Test func oneFailureDoesNotKeepOthersFromBeingReadOrWritten() throws {
        try withPump { server in
            let answers = try server.device.read(["Broken", "speed", "nothing", "SPEED"])
            #expect(answers.map { $0.err_list.isEmpty } == [false, true, false, true])
            #expect(answers.map(\.name) == ["Broken", "Speed", "nothing", "Speed"])
            let error = #expect(throws: MultiDevFailed.self) {
                try server.device.write([
                    ("Speed", .double_att_value([1]), .scalar), ("Target", .long_att_value([7]), .scalar),
                    ("nothing", .long_att_value([7]), .scalar),
                ])
            }
            #expect(error?.errors.map(\.index_in_call) == [0, 2])
            #expect(try server.device.read(PumpDevice.target).value == 7)
        }
    }

    // MARK: Writing

    @Test func aFailedWriteKeepsTheOldSetValue() throws {
        try withPump { server in
            try server.device.write(PumpDevice.target, 8)
            try server.device.command("Jam", true.any)
            #expect(reason { try server.device.write(PumpDevice.target, 9) } == "Pump_Jammed")
            #expect(try server.device.setValue(of: PumpDevice.target) == 8)
        }
    }

    @Test func aRefusedWriteKeepsWhatTheSameRequestWroteBefore() throws {
        try withPump { server in
            try server.device.write(PumpDevice.target, 1)
            let name = PumpDevice.target.name
            let both = [Int32(5), PumpDevice.badGoal].map {
                (name, AttrValUnion.long_att_value([$0]), ValueShape.scalar)
            }
            #expect(reason { try server.device.write(both) } == "Pump_Jammed")
            #expect(try server.device.setValue(of: PumpDevice.target) == 5)
        }
    }

    @Test func aScalarTakesTheFirstElementAndRefusesAWrongSize() throws {
        try withPump { server in
            let name = PumpDevice.target.name
            try server.device.write([(name, .long_att_value([7, 8]), ValueShape(x: 2, y: 0))])
            #expect(try server.device.setValue(of: PumpDevice.target) == 7)
            let wrong: [(numbers: [Int32], shape: ValueShape)] = [
                ([9], .none), ([], .none), ([9], ValueShape(x: 5, y: 5)),
            ]
            for one in wrong {
                let wrong = [(name, AttrValUnion.long_att_value(one.numbers), one.shape)]
                #expect(reason { try server.device.write(wrong) } == "API_AttrIncorrectDataNumber")
            }
        }
    }

    @Test(arguments: ["", "a/b", "two words", "State"])
    func attributesWithAnImpossibleNameAreNotAdded(_ name: String) throws {
        try withPump { server in
            #expect(reason { try server.device.command("AddScalar", name.any) } == "API_AttrOptProp")
        }
    }

    @Test func theHardwareHookSeesTheWholeRequest() throws {
        try withPump { server in
            _ = try server.device.read(["Speed", "Target"])
            _ = try server.device.read(PumpDevice.speed)
            #expect(try server.device.command("Hooks") == .strings(["Speed+Target", "Speed"]))
        }
    }

    // MARK: Life

    @Test func initBringsTheSetValuesBack() throws {
        try withPump { server in
            try server.device.write(PumpDevice.target, 9)
            try server.device.command("Init")
            #expect(try server.device.read(PumpDevice.target).value == 9)
        }
    }

    @Test func aMemorizedValueThatCannotBeWrittenIsShownUntilAWriteWorks() throws {
        try withPump { server in
            try server.device.write(PumpDevice.target, 9)
            try server.device.command("Jam", true.any)
            try server.device.command("Init")
            #expect(try server.device.state() == .ALARM)
            let status = try server.device.status()
            #expect(status.contains("Memorized attribute Target has failed during device startup sequence"))
            let errors = try server.device.read(["Target"]).first?.err_list.map(\.reason)
            #expect(errors == ["Pump_Jammed", "API_MemAttFailedDuringInit"])
            try server.device.command("Jam", false.any)
            try server.device.write(PumpDevice.target, 10)
            #expect(try server.device.state() == .ON)
            #expect(try server.device.read(PumpDevice.target).value == 10)
        }
    }

    @Test func attributesComeAndGo() throws {
        try withPump { server in
            try server.device.command("AddScalar", "Extra".any)
            #expect(try server.device.read(AttributeKey<Double>("extra")).value == 4.5)
            #expect(
                try server.device.configuration(["All attributes_3"]).map(\.name).suffix(3) == [
                    "Extra", "State", "Status",
                ])
            #expect(try server.device.command("Remove", "EXTRA", returning: Bool.self))
            #expect(try server.device.command("Remove", "Extra", returning: Bool.self) == false)
            #expect(reason { _ = try server.device.read(AttributeKey<Double>("extra")) } == "API_AttrNotFound")
        }
    }

    // MARK: Properties and configuration

    @Test func propertiesComeFromTheStoreOrTheDefault() throws {
        try withPump { server in
            #expect(try server.device.command("Gain") == .long(3))
            try server.server.context.properties.putDeviceProperties(server.device.name, ["Gain": ["12"]])
            try server.device.command("Init")
            #expect(try server.device.command("Gain") == .long(12))
            try server.server.context.properties.putDeviceProperties(server.device.name, ["Gain": ["much"]])
            try server.device.command("Init")
            #expect(reason { try server.device.command("Gain") } == "API_BadConfigurationProperty")
        }
    }

    @Test(arguments: Transport.allCases)
    func limitsCanBeChangedByClients(_ transport: Transport) throws {
        try withPump(transport) { server in
            var configuration = try #require(try server.device.configuration(["target"]).first)
            #expect(configuration.max_value == "100")
            configuration.max_value = "200"
            try server.device.setConfiguration([configuration])
            try server.device.write(PumpDevice.target, 150)
            configuration.max_value = ""
            // A memorized set value must stay allowed.
            #expect(reason { try server.device.setConfiguration([configuration]) } == "API_AttrOptProp")
            try server.device.write(PumpDevice.target, 50)
            try server.device.setConfiguration([configuration])
            #expect(try server.device.configuration(["target"]).first?.max_value == "100")
        }
    }

    // MARK: The framework's own

    @Test func theBlackBoxTellsWhatWasAsked() throws {
        try withPump { server in
            _ = try server.device.read(["Speed", "Target"], source: .CACHE_DEV)
            try server.device.command("SetSpeed", 1.0.any)
            let lines = try server.device.blackBox(2)
            #expect(lines.count == 2)
            #expect(lines[0].contains(" : Operation command_inout_4 (cmd = SetSpeed) from device requested from "))
            #expect(lines[0].hasSuffix(" (CPP/Python client with PID 4711)"))
            #expect(lines[1].contains("Operation read_attributes_5 (Speed, Target) from cache_device"))
            #expect(reason { _ = try server.device.blackBox(0) } == "API_BlackBoxArgument")
        }
    }

    @Test func theAdminDeviceKnowsItsDevices() throws {
        try withPump { server in
            let classes = try server.admin.command("QueryClass")
            #expect(classes == .strings(["Pump"]))
            #expect(try server.admin.command("QueryDevice") == .strings(["Pump::\(server.device.name)"]))
            #expect(
                try server.admin.command("QueryWizardDevProperty", .string("PUMP"))
                    == .strings(["Gain", "factor of the amplifier", "3"]))
            #expect(reason { try server.admin.command("QueryWizardDevProperty", .string("x")) } == "API_ClassNotFound")
        }
    }

    @Test func initOfTheAdminDeviceMakesAllDevicesAnew() throws {
        try withPump { server in
            try server.device.write(PumpDevice.target, 5)
            try server.admin.command("Init")
            let value = try server.device(named: server.device.name).read(PumpDevice.target).value
            #expect(value == 0)
        }
    }

    @Test(arguments: Transport.allCases)
    func devRestartMakesTheDeviceAnew(_ transport: Transport) throws {
        try withPump(transport) { server in
            try server.device.write(PumpDevice.target, 5)
            try server.admin.command("DevRestart", .string(server.device.name))
            let fresh = try server.device(named: server.device.name)
            #expect(try fresh.read(PumpDevice.target).value == 0)
        }
    }
}
