import TangoIDL
import TangoServer
import TangoTypes

/// A room with a heater, simulated.
actor Thermostat: Device {
    static let temperature = AttributeKey<Double>("Temperature")
    static let setPoint = AttributeKey<Double>("SetPoint")
    static let mode = AttributeKey<Mode>("Mode")
    static let energy = AttributeKey<Double>("Energy")
    static let power = PropertyKey<Double>("Power", default: 50, description: "of the heater, W")
    static let sensors = PropertyKey<[String]>("Sensors", default: [], description: "names of further sensors")

    enum Mode: Int16, TangoEnum { case OFF, HEAT }

    static let interface = Interface<Thermostat>("Thermostat", pushesState: true) {
        Attribute(
            temperature, unit: "degC", alarms: AlarmLevels(max: 80, maxWarning: 60), pushed: [.change, .archive],
            read: { $0.present })
        Attribute(
            setPoint, unit: "degC", min: 5, max: 90, memorized: .hardware, read: { $0.goal },
            write: { $0.goal = $1 })
        Attribute(mode, read: { $0.chosen }, write: { try $0.choose($1) })
        Attribute(
            energy, unit: "J", events: EventDefaults(absoluteChange: "1"), polling: .seconds(1), read: { $0.used })
    } commands: {
        Command("Measure", returning: Double.self) { $0.measure() }
        Command("ResetEnergy", allowed: [.ON]) { $0.used = 0 }
    } properties: {
        DeviceProperty(power)
        DeviceProperty(sensors)
    }

    nonisolated let context: DeviceContext
    private var present = 20.0
    private var goal = 20.0
    private var chosen = Mode.OFF
    private var used = 0.0
    private var watts = 0.0
    private var clock: Task<Void, Never>?
    private var others: [String: AttributeHandle<Double>] = [:]

    init(context: DeviceContext) { self.context = context }

    func initialize() throws {
        watts = try context.property(Self.power)
        for name in try context.property(Self.sensors) where others[name] == nil {
            others[name] = try addPublishedAttribute(AttributeKey<Double>("Sensor_\(name)"), unit: "degC")
        }
        clock = Task { await run() }
        context.setState(chosen == .HEAT ? .RUNNING : .ON)
    }

    func shutdown() { clock?.cancel() }

    private func run() async {
        while !Task.isCancelled {
            measure()
            try? await Task.sleep(for: .seconds(1))
        }
    }

    @discardableResult private func measure() -> Double {
        if chosen == .HEAT, present < goal {
            used += watts
            present += watts / 100
        }
        context.events.push(Self.temperature, present)
        for handle in others.values { handle.publish(present) }
        return present
    }

    private func choose(_ mode: Mode) throws {
        guard mode == .OFF || watts > 0 else {
            throw DevFailed("Thermostat_NoHeater", "Property Power is 0: set it to the power of the heater, then Init")
        }
        chosen = mode
        context.setState(mode == .HEAT ? .RUNNING : .ON)
    }
}
