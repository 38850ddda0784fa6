import TangoIDL
import TangoServer
import TangoTypes

/// A device that shows what the framework does for it: limits, alarms, memory, allowed states, hooks.
actor PumpDevice: Device {
    static let speed = AttributeKey<Double>("Speed")
    static let target = AttributeKey<Int32>("Target")
    static let kept = AttributeKey<Double>("Kept")
    static let broken = AttributeKey<Double>("Broken")
    static let locked = AttributeKey<Double>("Locked")
    static let gain = PropertyKey<Int32>("Gain", default: 3, description: "factor of the amplifier")

    static let interface = Interface<PumpDevice>("Pump") {
        Attribute(
            speed, alarms: AlarmLevels(min: -10, max: 10, maxWarning: 5), read: { $0.currentSpeed })
        Attribute(target, min: 0, max: 100, memorized: .hardware, read: { $0.goal }, write: { try $0.setGoal($1) })
        Attribute(kept, memorized: .memory, read: { _ in 0 }, write: { _, _ in })
        Attribute(broken, read: { _ in throw PumpError.stuck })
        Attribute(locked, when: { _, request in request == .read }, read: { $0.currentSpeed }, write: { _, _ in })
    } commands: {
        Command("SetSpeed", taking: Double.self) { $0.currentSpeed = $1 }
        Command("OnlyOff", allowed: [.OFF]) { _ in }
        Command("Fail") { _ in throw PumpError.stuck }
        Command("Gain", returning: Int32.self) { try $0.context.property(gain) }
        Command("Hooks", returning: [String].self) { $0.hooks }
        Command("AddScalar", taking: String.self) { try $0.addScalar($1) }
        Command("Remove", taking: String.self, returning: Bool.self) { $0.removeAttribute(named: $1) }
        Command("Jam", taking: Bool.self) { $0.isJammed = $1 }
    } properties: {
        DeviceProperty(gain)
    }

    /// A goal that the limits allow and the pump does not.
    static let badGoal: Int32 = 13

    enum PumpError: DevFailedConvertible {
        case stuck
        case jammed

        var devFailed: DevFailed {
            switch self {
            case .stuck: DevFailed("Pump_Stuck", "The pump is stuck: clean it")
            case .jammed: DevFailed("Pump_Jammed", "The pump is jammed")
            }
        }
    }

    nonisolated let context: DeviceContext
    private var currentSpeed = 0.0
    private var goal: Int32 = 0
    private var isJammed = false
    private var hooks: [String] = []

    init(context: DeviceContext) { self.context = context }

    func initialize() { context.setState(.ON) }

    func shutdown() { goal = 0 }

    func readHardware(_ attributes: [String]) { hooks.append(attributes.joined(separator: "+")) }

    private func setGoal(_ value: Int32) throws {
        guard !isJammed, value != Self.badGoal else { throw PumpError.jammed }
        goal = value
    }

    private func addScalar(_ name: String) throws {
        let handle = try addPublishedAttribute(AttributeKey<Double>(name), unit: "mm")
        handle.publish(4.5)
    }
}
