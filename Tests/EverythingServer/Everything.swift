import Glibc
import TangoIDL
import TangoServer
import TangoTypes

/// Everything that a device can be; `Tests/Live/reference/everything.cpp` is the same device on the C++ library.
actor Everything: Device {
    static let quality = AttributeKey<Double>("quality")
    static let level = AttributeKey<Double>("level")
    static let configured = AttributeKey<Int32>("configured")
    static let alarmed = AttributeKey<Double>("alarmed")
    static let encoded = AttributeKey<DevEncoded>("encoded")
    static let dynamic = AttributeKey<EnumIndex>("dynamic_enum")
    static let polled = AttributeKey<Int32>("polled")
    static let filled = AttributeKey<Double>("filled")
    static let pushed = AttributeKey<Double>("pushed")
    static let checked = AttributeKey<Double>("checked")
    static let alarming = AttributeKey<Double>("alarming")
    static let sources = ["OfCode", "OfClass", "OfDevice", "OfBoth"].map { PropertyKey($0, default: "of the code") }

    static let interface = Interface<Everything>("Everything") {
        for attribute in families { attribute }
        Attribute(quality, reading: { $0.judged() })
        Attribute(level, read: { try $0.readLevel() }, write: { try $0.writeLevel($1) })
        Attribute(
            AttributeKey<Double>("guarded"),
            when: { $0.context.state == .ON || ($1 == .read && $0.context.state == .STANDBY) },
            read: { try $0.readLevel() }, write: { try $0.writeLevel($1) })
        Attribute(AttributeKey<Double>("expert"), level: .EXPERT, read: { try $0.readLevel() })
        Attribute(AttributeKey<[Int16]>("too_large"), maxX: 4, read: { _ in [1, 2, 3, 0, 1] })
        Attribute(
            configured, unit: "Kilogramme", label: "Test label", description: "Test description", standardUnit: "100",
            displayUnit: "Pound", format: "%4d", min: 0, max: 100_000,
            alarms: AlarmLevels(min: 1, max: 99_999, minWarning: 2, maxWarning: 99_998)
                .readDifferentThanSet(by: 10_000, after: .seconds(1)),
            events: EventDefaults(
                absoluteChange: "30000", relativeChange: "20000", period: .seconds(2), archiveAbsoluteChange: "33333",
                archiveRelativeChange: "22222", archivePeriod: .seconds(3)),
            read: { $0.held("configured") ?? 2 }, write: { $0.hold("configured", $1) })
        Attribute(
            alarmed, alarms: AlarmLevels(min: 10, max: 90, minWarning: 20, maxWarning: 80),
            read: { $0.held("alarmed") ?? 2.25 }, write: { $0.hold("alarmed", $1) })
        memorized("memorized_short", Int16(0), .hardware) { String($0) }
        memorized("memorized_double", 0.25, .memory) { String($0) }
        memorizedWriteOnly("memorized_string", String.self, .hardware) { $0 }
        memorizedWriteOnly("memorized_long64", Int64.self, .memory) { String($0) }
        memorized("memorized_boolean", false, .hardware) { $0 ? "1" : "0" }
        memorized("memorized_enum", Color.RED, .hardware) { String($0.rawValue) }
        Attribute(encoded, read: { $0.blob }, write: { $0.blob = $1 })
        Attribute(dynamic, enumLabels: ["Dummy"], read: { $0.label }, write: { $0.label = $1 })
        Attribute(polled, polling: .milliseconds(100), read: { $0.counted() })
        Attribute(filled, read: { try $0.readLevel() })
        Attribute(pushed, pushed: [.change, .archive, .dataReady], read: { try $0.readLevel() })
        Attribute(
            checked, events: EventDefaults(absoluteChange: "1", archiveAbsoluteChange: "2"),
            pushed: [.detectChange, .detectArchive], read: { try $0.readLevel() })
    } commands: {
        for command in echoes { command }
        Command("SetQuality", taking: Int16.self) { $0.wanted = $1 }
        Command("FailReading", taking: Int16.self) { $0.failure = $1 }
        Command("FailWriting", taking: Int16.self) { $0.writeFailure = $1 }
        Command("Fail", taking: Int16.self) { throw $0.failure($1) }
        Command("SetState", taking: DevState.self) { $0.context.setState($1) }
        Command("Push", taking: Double.self) { $0.push($1) }
        Command("PushQuality", taking: Int16.self) { $0.pushQuality($1) }
        Command("PushError") { $0.pushError() }
        Command("FailPushing") { $0.context.events.push(checked, error: $0.failure(1), as: [.change]) }
        Command("DataReady", taking: Int32.self) { $0.context.events.pushDataReady(pushed, counter: $1) }
        Command("Fill") { try $0.fill() }
        Command("FillCommand") { try $0.fillCommand() }
        Command("Trigger") { try $0.context.polling.trigger(filled) }
        Command("TriggerCommand") { try $0.context.polling.trigger(command: "Filled") }
        Command("PollLevel", taking: Int32.self) { try $0.pollLevel($1) }
        Command("AddAttribute", taking: String.self) { try $0.add($1) }
        Command("RemoveAttribute", taking: String.self) { try $0.remove($1) }
        Command("AddCommand", taking: String.self) {
            try $0.addCommand(Command($1, returning: Float.self) { _ in 4 })
        }
        Command("RemoveCommand", taking: String.self) { $0.removeCommand(named: $1) }
        Command("SetLabels", taking: [String].self) { try $0.context.setEnumLabels($1, of: dynamic) }
        Command("SetLimit", taking: Double.self) {
            try $0.context.configure(level, [.maxValue: $1.memorizedText ?? ""])
        }
        Command("Hardware", returning: [String].self) { $0.hardware }
        Command("Properties", returning: [String].self) { $0.found }
        Command(
            "Described", taking: Int32.self, returning: Double.self, inputDescription: "how many",
            outputDescription: "how much", level: .EXPERT
        ) { Double($1) * 1.5 }
        Command("Guarded", allowed: [.ON, .STANDBY]) { _ in }
        Command("Polled", returning: Int32.self, polling: .milliseconds(100)) { $0.executions() }
        Command("Filled", returning: Int32.self) { _ in 1 }
    } properties: {
        for source in sources { DeviceProperty(source) }
    }

    nonisolated let context: DeviceContext
    private var store: [String: any Sendable] = [:]
    private var wanted: Int16 = 0
    private var failure: Int16 = 0
    private var writeFailure: Int16 = 0
    private var present = 1.0
    private var count: Int32 = 0
    private var executed: Int32 = 0
    private var label = EnumIndex(rawValue: 0)
    private var blob = DevEncoded(encoded_format: "text", encoded_data: [1, 2, 3])
    private var hardware: [String] = []
    private var found: [String] = []

    init(context: DeviceContext) { self.context = context }

    func initialize() throws {
        hardware = []
        found = try Self.sources.map { "\($0.name)=\(try context.property($0))" }
        context.setState(.ON)
        if isModern {
            try addAttribute(Attribute(Self.alarming, pushed: [.alarm], read: { try $0.readLevel() }))
        }
    }

    /// Alarm events are of level 6.
    private var isModern: Bool { getenv("TANGO_SERVER_IDL").map { String(cString: $0) } == "6" }

    // MARK: Values

    func held<Value>(_ name: String) -> Value? { store[name] as? Value }

    func hold<Value: Sendable>(_ name: String, _ value: Value) { store[name] = value }

    private static func memorized<Value: TangoScalar>(
        _ name: String, _ initial: Value, _ kind: Memorization, _ text: @escaping @Sendable (Value) -> String
    ) -> Attribute<Everything> {
        Attribute(
            AttributeKey<Value>(name), memorized: kind, read: { $0.held(name) ?? initial },
            write: { try $0.reach(name, $1, text($1)) })
    }

    private static func memorizedWriteOnly<Value: TangoScalar>(
        _ name: String, _ type: Value.Type, _ kind: Memorization, _ text: @escaping @Sendable (Value) -> String
    ) -> Attribute<Everything> {
        Attribute(AttributeKey<Value>(name), memorized: kind, write: { try $0.reach(name, $1, text($1)) })
    }

    private func reach<Value: Sendable>(_ name: String, _ value: Value, _ text: String) throws {
        store[name] = value
        hardware.append("\(name)=\(text)")
        if writeFailure != 0 { throw failure(writeFailure) }
    }

    private func judged() -> Reading<Double> {
        let time = TimeVal(tv_sec: 1_000_000_000, tv_usec: 500_000, tv_nsec: 0)
        switch wanted {
        case 1: return .invalid
        case 2: return Reading(present, quality: .ATTR_ALARM, time: time)
        case 3: return Reading(present, quality: .ATTR_CHANGING, time: time)
        case 4: return Reading(present, quality: .ATTR_WARNING, time: time)
        default: return Reading(present, time: time)
        }
    }

    private func readLevel() throws -> Double {
        if failure != 0 { throw failure(failure) }
        return present
    }

    private func writeLevel(_ value: Double) throws {
        if writeFailure != 0 { throw failure(writeFailure) }
        present = value
    }

    private func counted() -> Int32 {
        count += 1
        return count
    }

    private func executions() -> Int32 {
        executed += 1
        return executed
    }

    private func failure(_ how: Int16) -> DevFailed {
        switch how {
        case 1: return DevFailed("Test_Failed", "It failed.", origin: "Everything::fail")
        case 2:
            return DevFailed("Test_Inner", "The inner error.", origin: "Everything::inner")
                .appending("Test_Outer", "The outer error.", origin: "Everything::outer")
        default:
            let error = DevError(
                reason: "Test_Warning", severity: .WARN, desc: "Not so bad.", origin: "Everything::fail")
            return DevFailed(errors: [error])
        }
    }

    // MARK: Events and buffers

    private func push(_ value: Double) {
        present = value
        context.events.push(Self.pushed, value, as: [.change, .archive, .user])
        context.events.push(Self.checked, value)
        if isModern { context.events.push(Self.alarming, value, as: [.alarm]) }
    }

    private func pushQuality(_ number: Int16) {
        let qualities: [AttrQuality] = [.ATTR_VALID, .ATTR_INVALID, .ATTR_ALARM, .ATTR_CHANGING, .ATTR_WARNING]
        let time = TimeVal(tv_sec: 1_000_000_000, tv_usec: 500_000, tv_nsec: 0)
        context.events.push(Self.pushed, present, quality: qualities[Int(number)], time: time)
        if isModern {
            context.events.push(Self.alarming, present, quality: qualities[Int(number)], time: time, as: [.alarm])
        }
    }

    private func pushError() {
        context.events.push(Self.pushed, error: failure(2), as: [.change, .archive, .user])
        if isModern { context.events.push(Self.alarming, error: failure(2), as: [.alarm]) }
    }

    private static func second(_ number: Int32) -> TimeVal {
        TimeVal(tv_sec: 1_000_000_000 + number, tv_usec: 0, tv_nsec: 0)
    }

    private func fill() throws {
        let readings: [Reading<Double>] = [
            Reading(10, time: Self.second(0)), Reading(20, time: Self.second(1)), Reading(30, time: Self.second(2)),
        ]
        try context.polling.fill(Self.filled, readings)
    }

    private func fillCommand() throws {
        let results: [Int32] = [7, 8, 9]
        try context.polling.fill(
            command: "Filled", results, times: [Self.second(0), Self.second(1), Self.second(2)])
    }

    private func pollLevel(_ period: Int32) throws {
        if period < 0 {
            try context.polling.stop(Self.level)
        } else {
            try context.polling.start(Self.level, every: .milliseconds(period))
        }
    }

    // MARK: Interface

    private func add(_ name: String) throws {
        try addAttribute(
            Attribute(
                AttributeKey<Double>(name), unit: "mm", label: "Added", read: { try $0.readLevel() },
                write: { try $0.writeLevel($1) }))
    }

    private func remove(_ name: String) throws {
        guard removeAttribute(named: name) else {
            throw DevFailed(
                .attributeOptionalProperty, "Attribute \(name) not found in class attribute(s)",
                origin: "MultiClassAttribute::get_attr"
            ).appending(
                .attributeNotFound, "Attribute \(name) is not defined as attribute for your device.\nCan't remove it",
                origin: "Everything.remove")
        }
        try forgetConfiguration(ofAttribute: name)
    }
}
