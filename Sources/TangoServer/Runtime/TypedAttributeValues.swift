import Synchronization
import TangoIDL
import TangoTypes

/// The typed half of one attribute of one device.
final class TypedAttributeValues<D: Device, Value: TangoValue>: AttributeValues, SampleMaker {
    typealias Element = Value.Scalar

    private let device: D
    let definition: AttributeDefinition
    private let read: (@Sendable (isolated D) throws -> Value)?
    private let reading: (@Sendable (isolated D) throws -> Reading<Value>)?
    private let write: (@Sendable (isolated D, Value) throws -> Void)?
    private let numbers: NumberRules<Element>?
    let setValue: Mutex<SetValue<Element>>

    init(
        device: D, definition: AttributeDefinition, read: (@Sendable (isolated D) throws -> Value)?,
        reading: (@Sendable (isolated D) throws -> Reading<Value>)?,
        write: (@Sendable (isolated D, Value) throws -> Void)?
    ) {
        self.device = device
        self.definition = definition
        self.read = read
        self.reading = reading
        self.write = write
        numbers = NumberRules.make()
        setValue = Mutex(SetValue(elements: [Element.unwritten], shape: .scalar))
    }

    // MARK: Reading

    func read(setFrom partner: (any AttributeValues)?, limits: AttributeLimits) throws -> ReadOutcome {
        let reading = try askDevice()
        return try outcome(reading, set: setElements(partner), limits: limits)
    }

    func outcome(
        _ reading: Reading<Value>, setFrom partner: (any AttributeValues)?, limits: AttributeLimits
    ) throws -> ReadOutcome {
        try outcome(reading, set: setElements(partner), limits: limits)
    }

    private func askDevice() throws -> Reading<Value> {
        if let read { return Reading(try device.assumeIsolated { device in try read(device) }) }
        if let reading { return try device.assumeIsolated { device in try reading(device) } }
        let set = setValue.withLock { $0 }
        return Reading(try Value(elements: set.elements, shape: set.shape))
    }

    private func setElements(_ partner: (any AttributeValues)?) -> SetValue<Element>? {
        if let partner { return (partner as? any SetValueSource<Element>)?.current }
        return definition.writable == .READ_WRITE ? setValue.withLock { $0 } : nil
    }

    /// Puts read and set part together, checks the size and the alarm levels.
    func outcome(_ reading: Reading<Value>, set: SetValue<Element>?, limits: AttributeLimits) throws -> ReadOutcome {
        let time = reading.time ?? .now
        guard reading.quality != .ATTR_INVALID, let value = reading.value else {
            return ReadOutcome(sample: .none(at: time), alarms: [])
        }
        let shape = value.shape
        guard shape.x <= definition.maxX, shape.y <= definition.maxY else { throw tooLarge() }
        var elements = value.elements
        var quality = reading.quality
        var alarms: AlarmFindings = []
        if limits.hasAlarm, quality == .ATTR_VALID, let numbers {
            alarms = numbers.findings(elements, set, limits)
            quality = alarms.quality
        }
        if let set { elements += set.elements }
        let sample = AttributeSample(
            data: Element.attributeData(elements), quality: quality, time: time, readShape: shape,
            setShape: set?.shape ?? .none)
        return ReadOutcome(sample: sample, alarms: alarms)
    }

    private func tooLarge() -> DevFailed {
        DevFailed(
            .attributeOptionalProperty, "Data size for attribute \(definition.name) exceeds given limit",
            origin: "Attribute::set_value()")
    }

    // MARK: The set value

    var setSample: AttributeSample {
        let set = setValue.withLock { $0 }
        return AttributeSample(
            data: Element.attributeData(set.elements), quality: .ATTR_VALID, time: .now, readShape: set.shape,
            setShape: set.shape)
    }

    var hasKnownSetValue: Bool { setValue.withLock { $0.isKnown } }

    var memorizedText: String? { setValue.withLock { $0.elements.first?.memorizedText } }

    func setValueViolates(_ limits: AttributeLimits) -> LimitViolation? {
        numbers?.violation(setValue.withLock { $0.elements }, limits)
    }

    // MARK: Writing

    func check(_ request: WriteRequest, against rules: WriteRules) throws(DevFailed) -> any PendingWrite {
        if let bad = badLabel(request.data, labels: rules.enumLabels) { throw bad }
        guard let elements = Element.elements(request.data) else { throw wrongType(request.data) }
        try checkSize(request.shape, count: elements.count)
        if let numbers {
            if !rules.allowsNaN, let bad = numbers.firstNotFinite(elements) { throw notFinite(at: bad) }
            if let violation = numbers.violation(elements, rules.limits) { throw outside(violation) }
        }
        return try pending(elements, shape: request.shape)
    }

    private func pending(_ elements: [Element], shape: ValueShape) throws(DevFailed) -> any PendingWrite {
        let shape = definition.format == .SCALAR ? ValueShape.scalar : shape
        let value = try Value(elements: elements, shape: shape)
        return TypedWrite(value: value, set: SetValue(elements: elements, shape: shape), owner: self)
    }

    func pendingWrite(memorizedText: String) -> (any PendingWrite)? {
        guard let element = Element(memorizedText: memorizedText) else { return nil }
        return try? pending([element], shape: .scalar)
    }

    func perform(_ value: Value) throws {
        guard let write else { return }
        try device.assumeIsolated { device in try write(device, value) }
    }

    // MARK: Old clients

    func any(_ data: AttrValUnion) -> CORBAAny {
        guard let elements = Element.elements(data) else { return .null }
        return Element.anySequence(elements)
    }

    func data(_ any: CORBAAny) -> AttrValUnion? { Element.elements(any).map(Element.attributeData) }
}

/// What an attribute was set to, and when.
struct SetValue<Element: TangoScalar>: Sendable {
    var elements: [Element]
    var shape: ValueShape
    /// Whether anybody wrote it, or a memorized value was restored.
    var isKnown = false
    /// When it was written last.
    var written: ContinuousClock.Instant?

    /// Time since the last write; nil before the first.
    var age: Duration? { written.map { $0.duration(to: .now) } }
}

/// Lends a set value to the attribute that shows it.
protocol SetValueSource<Element>: AnyObject {
    associatedtype Element: TangoScalar
    var current: SetValue<Element> { get }
    /// Takes the place of a set value that nobody wrote.
    func show(_ value: SetValue<Element>)
}

extension TypedAttributeValues: SetValueSource {
    var current: SetValue<Element> { setValue.withLock { $0 } }

    func show(_ value: SetValue<Element>) {
        setValue.withLock { current in
            if !current.isKnown { current = value }
        }
    }
}

/// A checked value on its way to the device.
private struct TypedWrite<D: Device, Value: TangoValue>: PendingWrite {
    let value: Value
    let set: SetValue<Value.Scalar>
    let owner: TypedAttributeValues<D, Value>
    let previous: SetValue<Value.Scalar>

    init(value: Value, set: SetValue<Value.Scalar>, owner: TypedAttributeValues<D, Value>) {
        self.value = value
        self.set = set
        self.owner = owner
        previous = owner.current
    }

    func perform() throws {
        // The class may look at its own set value while it writes, so it is in force before the call.
        store()
        do { try owner.perform(value) } catch {
            undo()
            throw error
        }
    }

    func remember() { store() }

    func undo() { owner.setValue.withLock { $0 = previous } }

    private func store() {
        var written = set
        written.isKnown = true
        written.written = .now
        owner.setValue.withLock { $0 = written }
    }
}
