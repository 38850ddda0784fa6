import Synchronization
import TangoIDL
public import TangoTypes

/// One attribute of one device: configuration, last quality, and the typed half behind it.
///
/// **Isolation**: any thread; reading and writing the device happens inside the monitor, the rest has a lock of its own.
public final class AttributeRuntime: Sendable {
    /// What cannot change.
    public let definition: AttributeDefinition
    /// Whether it is one of the two that every device has.
    let kind: Kind
    /// Which events the device's code sends.
    public let pushed: PushedEvents
    /// The period that the class asks for.
    let polling: Duration?
    /// The typed half.
    let values: any AttributeValues
    /// The typed half of the attribute that holds the set value, for READ_WITH_WRITE.
    let partner: (any AttributeValues)?
    /// Where its values come from when it is a forwarded attribute.
    let forwarded: ForwardedAttribute?
    /// Rules about when it may be used; nil when always.
    let isAllowed: (@Sendable (AttributeRequest) -> Bool)?

    // Asked in every write; a question to the definition copies all its texts.
    /// Whether clients can write it.
    let isWritable: Bool
    /// Whether the set value survives a restart.
    let isMemorized: Bool

    /// The name as a list, so that reading or writing one attribute makes none.
    let nameAlone: [String]

    private let locked: Mutex<Variable>

    /// The attributes of a class, and the two that every device has.
    enum Kind { case ordinary, state, status }

    struct Variable: Sendable {
        var configuration: AttributeConfiguration
        /// The quality of the last reading.
        var quality: AttrQuality = .ATTR_VALID
        /// Alarm levels that the last reading reached.
        var findings: AlarmFindings = []
        /// Who listens to its events.
        var events: ObjectEvents?
        /// A memorized value that could not be written at start.
        var memorizedFailure: DevFailed?
    }

    init(
        definition: AttributeDefinition, configuration: AttributeConfiguration, kind: Kind = .ordinary,
        pushed: PushedEvents = [], polling: Duration? = nil, values: any AttributeValues,
        partner: (any AttributeValues)? = nil, forwarded: ForwardedAttribute? = nil,
        isAllowed: (@Sendable (AttributeRequest) -> Bool)? = nil
    ) {
        self.definition = definition
        self.kind = kind
        self.pushed = pushed
        self.polling = polling
        self.values = values
        self.partner = partner
        self.forwarded = forwarded
        self.isAllowed = isAllowed
        nameAlone = [definition.name]
        isWritable = definition.isWritable
        isMemorized = definition.memorization != .none
        locked = Mutex(Variable(configuration: configuration))
    }

    /// The name in its original spelling.
    public var name: String { definition.name }

    /// The configuration in force.
    public var configuration: AttributeConfiguration { locked.withLock { $0.configuration } }

    /// When events are due.
    var eventCriteria: EventCriteria { locked.withLock { $0.configuration.events } }

    /// The subscriptions of this attribute, once there are any; looking them up by name costs more than a push.
    var events: ObjectEvents? {
        get { locked.withLock { $0.events } }
        set { locked.withLock { $0.events = newValue } }
    }

    /// Replaces the configuration.
    func setConfiguration(_ configuration: AttributeConfiguration) {
        locked.withLock { $0.configuration = configuration }
    }

    /// Everything that changes, at one instant.
    var snapshot: Variable { locked.withLock { $0 } }

    /// The error that clients get on every access: a wrong configuration.
    var startupError: DevFailed? { locked.withLock { $0.configuration.startupError } }

    /// Why reading fails whatever the device says: a wrong configuration, or a memorized value that was not written.
    var obstacle: DevFailed? { locked.withLock { $0.configuration.startupError ?? $0.memorizedFailure } }

    /// Whether there is an ``obstacle``.
    var hasObstacle: Bool {
        locked.withLock { !$0.configuration.startupErrors.isEmpty || $0.memorizedFailure != nil }
    }

    /// The memorized value that could not be written, as clients get it.
    var memorizedFailure: DevFailed? {
        get { locked.withLock { $0.memorizedFailure } }
        set { locked.withLock { $0.memorizedFailure = newValue } }
    }

    /// Whether there is a ``memorizedFailure``.
    var hasMemorizedFailure: Bool { locked.withLock { $0.memorizedFailure != nil } }

    /// What a value that a client writes must obey.
    func writeRules(allowsNaN: Bool, level: InterfaceLevel) -> WriteRules {
        locked.withLock {
            WriteRules(
                limits: $0.configuration.limits, enumLabels: $0.configuration.enumLabels.count, allowsNaN: allowsNaN,
                level: level)
        }
    }

    /// Notes what a reading gave, for state and status.
    func note(_ quality: AttrQuality, _ findings: AlarmFindings) {
        locked.withLock {
            $0.quality = quality
            $0.findings = findings
        }
    }

    /// Whether clients can read it.
    var isReadable: Bool { definition.writable != .WRITE }

    // MARK: Reading

    /// Reads the device, inside its monitor.
    func read() throws -> AttributeSample {
        if definition.writable == .WRITE { return values.setSample }
        let limits = locked.withLock { $0.configuration.limits }
        do {
            let outcome = try values.read(setFrom: partner, limits: limits)
            note(outcome.sample.quality, outcome.alarms)
            return outcome.sample
        } catch {
            note(.ATTR_INVALID, [])
            throw error
        }
    }

    /// The sample that a value from the device's code makes; nil when the types do not match.
    ///
    /// **Throws**: `API_AttrOptProp` when it is too large.
    func sample<Value>(_ reading: Reading<Value>) throws -> AttributeSample? {
        let time = reading.time ?? .now
        if reading.quality != .ATTR_INVALID, let value = reading.value {
            return try sample(value, reading.quality, at: time)
        }
        guard values.holds(Value.self) else { return nil }
        note(.ATTR_INVALID, [])
        return AttributeSample.none(at: time)
    }

    /// The same for a value that there is.
    func sample<Value: TangoValue>(_ value: Value, _ quality: AttrQuality, at time: TimeVal) throws -> AttributeSample?
    {
        let limits = locked.withLock { $0.configuration.limits }
        guard let outcome = try values.outcome(of: value, quality, at: time, setFrom: partner, limits: limits) else {
            return nil
        }
        note(outcome.sample.quality, outcome.alarms)
        return outcome.sample
    }

    /// What it was set to; nil when it was never written or has another type.
    func setValue<Value: TangoValue>(_ type: Value.Type) -> Value? {
        guard let set = values.current, set.isKnown, let elements = Value.Scalar.elements(set.data) else { return nil }
        return try? Value(elements: elements, shape: set.shape)
    }

    /// Shows a value as set while nobody has written the attribute; a value of another type is ignored.
    func showAsSet<Value: TangoValue>(_ value: Value) {
        guard Value.Scalar.tangoType == definition.type else { return }
        values.show(SetValue(data: value.attributeData(followedBy: nil), shape: value.shape))
    }

    /// The answer of the newest generation.
    func answer(_ sample: AttributeSample) -> AttributeValue_5 {
        AttributeValue_5(
            value: sample.data, quality: sample.quality, data_format: definition.format,
            data_type: definition.type.rawValue, time: sample.time, name: definition.name,
            r_dim: sample.readShape.dimensions, w_dim: sample.setShape.dimensions, err_list: [])
    }
}
