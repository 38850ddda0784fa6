public import Log
import Synchronization
public import TangoIDL
import TangoTypes

/// What a device is given when it is made: its name, its monitor, its properties, and the ways out.
///
/// **Isolation**: any thread, unless said otherwise; a push never waits for the device.
public final class DeviceContext: Sendable {
    /// The name, as it was configured.
    public let name: String
    /// Lets requests into the device.
    public let monitor: DeviceMonitor
    /// For the device's own messages; follows Tango's logging commands.
    public let logger: Logger
    /// The server around the device.
    public let server: ServerContext
    /// Sends events.
    public var events: EventSink { EventSink(context: self) }

    let pushesState: Bool
    private let condition: Mutex<Condition>
    /// Held while the state changes and its event goes out, so that the last event is the last state. What pushes takes
    /// locks of tables and sockets only and calls no code of the class.
    private let publishing = Mutex(())
    private let link = Mutex<WeakRuntime>(WeakRuntime())
    private let properties = Mutex<[String: [String]]>([:])
    /// Warnings that were given, so that what happens at each push is said once.
    private let warnings = Mutex<Set<String>>([])

    struct Condition {
        var state: DevState = .UNKNOWN
        var status: String?
        /// ALARM was set because of attributes, not by the class.
        var alarmByAttributes = false
    }

    private struct WeakRuntime {
        weak var device: DeviceRuntime?
    }

    init(name: String, monitor: DeviceMonitor, logger: Logger, server: ServerContext, pushesState: Bool) {
        self.name = name
        self.monitor = monitor
        self.logger = logger
        self.server = server
        self.pushesState = pushesState
        condition = Mutex(Condition())
    }

    // MARK: State

    /// The state as it was set last; clients may see another one, see ``Device/deviceState(computed:)``.
    public var state: DevState { condition.withLock { $0.state } }

    /// The status as it was set last; nil when the framework words it.
    public var status: String? { condition.withLock { $0.status } }

    /// Sets the state, and the status with it.
    ///
    /// - Parameters:
    ///   - state: The new state.
    ///   - status: A sentence for people; nil leaves the wording to the framework: "The device is in ON state."
    public func setState(_ state: DevState, status: String? = nil) {
        publishing.withLock { _ in
            let before = condition.withLock { current in
                let before = current
                current = Condition(state: state, status: status)
                return before
            }
            guard pushesState, let device = runtime else { return }
            if before.state != state { device.pushState(state) }
            if before.state != state || before.status != status { device.pushStatus() }
        }
    }

    /// Changes the state and leaves the status as it is.
    public func setStateOnly(_ state: DevState) {
        publishing.withLock { _ in
            let before = condition.withLock { current in
                let before = current.state
                current.state = state
                current.alarmByAttributes = false
                return before
            }
            guard pushesState, before != state, let device = runtime else { return }
            device.pushState(state)
            device.pushStatus()
        }
    }

    /// What is stored, for the computation of the state.
    var stored: Condition { condition.withLock { $0 } }

    /// Notes that attributes made the state ALARM, or that they do not any more. A state that was set meanwhile and
    /// that attributes do not decide about stays.
    ///
    /// - Returns: The state that is in force then.
    func setAlarmByAttributes(_ alarm: Bool) -> DevState {
        publishing.withLock { _ in
            let (state, isNew) = condition.withLock { current in
                let wanted: DevState = alarm ? .ALARM : .ON
                guard current.state == .ON || current.state == .ALARM, current.state != wanted else {
                    return (current.state, false)
                }
                current.state = wanted
                current.alarmByAttributes = alarm
                return (wanted, true)
            }
            if isNew, pushesState, let device = runtime {
                device.pushState(state)
                device.pushStatus()
            }
            return state
        }
    }

    // MARK: Properties

    /// The value of a property of this device, else of its class, else the key's default.
    ///
    /// **Throws**: ``PropertyError`` when the configured text is no such value.
    public func property<Value>(_ key: PropertyKey<Value>) throws(PropertyError) -> Value {
        guard let text = properties.withLock({ $0[key.name.lowercased()] }) else { return key.defaultValue }
        guard let value = Value(propertyText: text) else {
            throw PropertyError(property: key.name, text: text, expected: Value.expectation)
        }
        return value
    }

    /// Whether anybody configured the property, for this device or its class.
    public func isConfigured<Value>(_ key: PropertyKey<Value>) -> Bool {
        properties.withLock { $0[key.name.lowercased()] != nil }
    }

    /// Changes a property of this device, in the database or the property file too.
    ///
    /// **Throws**: `API_DatabaseAccess` when it cannot be kept.
    public func setProperty<Value>(_ key: PropertyKey<Value>, to value: Value) throws {
        try setProperty(key.name, to: value.propertyText)
    }

    /// Changes a property of this device given as lines, in the database or the property file too.
    ///
    /// **Throws**: `API_DatabaseAccess` when it cannot be kept.
    public func setProperty(_ name: String, to lines: [String]) throws {
        try server.properties.putDeviceProperties(self.name, [name: lines])
        properties.withLock { $0[name.lowercased()] = lines }
    }

    /// The declared properties that somebody configured, by their declared names.
    public var configuredProperties: [String: [String]] {
        let declared = runtime?.model.properties.map(\.name) ?? []
        return properties.withLock { texts in
            var result: [String: [String]] = [:]
            for name in declared { result[name] = texts[name.lowercased()] }
            return result
        }
    }

    /// What an attribute was set to last, or its memorized value; nil when it was never written.
    public func setValue<Value>(of key: AttributeKey<Value>) -> Value? {
        runtime?.attribute(named: key.name)?.setValue(Value.self)
    }

    /// Shows a value as the set value of an attribute that nobody has written yet, so that a panel opens with what is
    /// in force. It does not count as written: ``setValue(of:)`` stays nil, and nothing is memorized.
    public func showAsSet<Value>(_ value: Value, of key: AttributeKey<Value>) {
        runtime?.attribute(named: key.name)?.showAsSet(value)
    }

    func setProperties(_ texts: [String: [String]]) { properties.withLock { $0 = texts } }

    /// The configured lines of a property that is not in the interface table.
    func propertyText(_ name: String) -> [String]? { properties.withLock { $0[name.lowercased()] } }

    // MARK: The device's other half

    /// What the framework made around the device; nil before and after its life.
    var runtime: DeviceRuntime? { link.withLock { $0.device } }

    func attach(_ device: DeviceRuntime) { link.withLock { $0.device = device } }

    /// Logs a warning the first time; a device that makes ever new ones is cut off.
    func warnOnce(_ message: String) {
        let isNew = warnings.withLock { $0.count < 100 && $0.insert(message).inserted }
        if isNew { logger.warn(message) }
    }
}
