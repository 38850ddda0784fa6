import Synchronization
import TangoIDL
import TangoTypes

/// The typed half of one attribute of one device.
final class TypedAttributeValues<D: Device, Value: TangoValue>: AttributeValues {
    typealias Element = Value.Scalar

    private let device: D
    let definition: AttributeDefinition
    private let read: (@Sendable (D) throws -> Value)?
    private let reading: (@Sendable (D) throws -> Reading<Value>)?
    private let write: (@Sendable (D, Value) throws -> Void)?
    private let numbers: NumberRules?
    private let setValue: Mutex<SetValue>

    init(
        device: D, definition: AttributeDefinition, read: (@Sendable (isolated D) throws -> Value)?,
        reading: (@Sendable (isolated D) throws -> Reading<Value>)?,
        write: (@Sendable (isolated D, Value) throws -> Void)?
    ) {
        self.device = device
        self.definition = definition
        self.read = read.map { D.inside($0) }
        self.reading = reading.map { D.inside($0) }
        self.write = write.map { D.inside($0) }
        numbers = NumberRules(Element.self)
        setValue = Mutex(SetValue(data: Element.attributeData([Element.unwritten]), shape: .scalar))
    }

    // MARK: Reading

    func read(setFrom partner: (any AttributeValues)?, limits: AttributeLimits) throws -> ReadOutcome {
        guard let read else { return try readWithQuality(partner, limits) }
        return try outcome(read(device), .ATTR_VALID, at: .now, set: setPart(partner), limits)
    }

    // Apart, because the general form of a reading costs even where it is not used.
    private func readWithQuality(
        _ partner: (any AttributeValues)?, _ limits: AttributeLimits
    ) throws -> ReadOutcome {
        if let reading { return try outcome(reading(device), partner, limits) }
        return try outcome(currentValue(), .ATTR_VALID, at: .now, set: setPart(partner), limits)
    }

    func holds<Other: TangoValue>(_ type: Other.Type) -> Bool { type == Value.self }

    func outcome<Other: TangoValue>(
        of value: Other, _ quality: AttrQuality, at time: TimeVal, setFrom partner: (any AttributeValues)?,
        limits: AttributeLimits
    ) throws -> ReadOutcome? {
        // The same type, so the value need not be converted.
        guard holds(Other.self) else { return nil }
        return try outcome(value, quality, at: time, set: setPart(partner), limits)
    }

    private func outcome(
        _ reading: Reading<Value>, _ partner: (any AttributeValues)?, _ limits: AttributeLimits
    ) throws -> ReadOutcome {
        let time = reading.time ?? .now
        guard reading.quality != .ATTR_INVALID, let value = reading.value else {
            return ReadOutcome(sample: .none(at: time), alarms: [])
        }
        return try outcome(value, reading.quality, at: time, set: setPart(partner), limits)
    }

    /// An attribute that can only be written shows what it was set to.
    private func currentValue() throws -> Value {
        let set = lastSet
        return try Value(elements: Element.elements(set.data) ?? [], shape: set.shape)
    }

    private func setPart(_ partner: (any AttributeValues)?) -> SetValue? {
        if let partner { return partner.current }
        return definition.writable == .READ_WRITE ? lastSet : nil
    }

    /// Puts read and set part together, checks the size and the alarm levels.
    private func outcome<Given: TangoValue>(
        _ value: Given, _ quality: AttrQuality, at time: TimeVal, set: SetValue?, _ limits: AttributeLimits
    ) throws -> ReadOutcome {
        let shape = value.shape
        guard shape.x <= definition.maxX, shape.y <= definition.maxY else { throw tooLarge() }
        var quality = quality
        var alarms: AlarmFindings = []
        if limits.hasAlarm, quality == .ATTR_VALID, let numbers {
            alarms = numbers.findings(value.attributeData(followedBy: nil), set, limits)
            quality = alarms.quality
        }
        let data =
            isCounted(shape) ? value.attributeData(followedBy: set?.data) : set?.data ?? Element.attributeData([])
        let sample = AttributeSample(
            data: data, quality: quality, time: time, readShape: shape, setShape: set?.shape ?? .none)
        return ReadOutcome(sample: sample, alarms: alarms)
    }

    /// Whether read elements of this shape are sent. Those of an image are counted by rows: without rows, as a client
    /// may send a row, none are, and its readers find those of the set part, as in release 9.3.4.
    private func isCounted(_ shape: ValueShape) -> Bool { definition.format != .IMAGE || shape.y != 0 }

    private func tooLarge() -> DevFailed {
        DevFailed(
            .attributeOptionalProperty, "Data size for attribute \(definition.name) exceeds given limit",
            origin: "Attribute::set_value()")
    }

    // MARK: The set value

    var setSample: AttributeSample {
        let set = lastSet
        return AttributeSample(
            data: isCounted(set.shape) ? set.data : Element.attributeData([]), quality: .ATTR_VALID, time: .now,
            readShape: set.shape,
            setShape: set.shape)
    }

    var current: SetValue? { lastSet }

    var lastSet: SetValue { setValue.withLock { $0 } }

    func keep(_ value: SetValue) { setValue.withLock { $0 = value } }

    func exchange(_ value: SetValue) -> SetValue? {
        var value = value
        setValue.withLock { swap(&$0, &value) }
        return value
    }

    func show(_ value: SetValue) {
        setValue.withLock { current in
            if !current.isKnown { current = value }
        }
    }

    var memorizedText: String? { Element.elements(lastSet.data)?.first?.memorizedText }

    func setValueViolates(_ limits: AttributeLimits) -> LimitViolation? {
        numbers?.violation(lastSet.data, limits)
    }

    // MARK: Writing

    func check(_ request: WriteRequest, against rules: WriteRules) throws(DevFailed) {
        if let bad = badLabel(request.data, rules) { throw bad }
        try checkBounds(request.shape)
        guard let elements = Element.elements(request.data) else { throw wrongType(request.data) }
        try checkCount(elements.count, request.shape)
        guard let numbers else { return }
        if !rules.allowsNaN, let bad = numbers.firstNotFinite(request.data) { throw notFinite(at: bad) }
        if let violation = numbers.violation(request.data, rules.limits) { throw outside(violation) }
    }

    func write(_ data: AttrValUnion, shape: ValueShape) throws {
        guard let write, let elements = Element.elements(data) else { return }
        try write(device, Value(elements: elements, shape: shape))
    }

    func first(_ data: AttrValUnion) -> AttrValUnion {
        Element.elements(data).map { Element.attributeData(Array($0.prefix(1))) } ?? data
    }

    func data(memorizedText: String) -> AttrValUnion? {
        Element(memorizedText: memorizedText).map { Element.attributeData([$0]) }
    }

    // MARK: Old clients

    func any(_ data: AttrValUnion) -> CORBAAny {
        guard let elements = Element.elements(data) else { return .null }
        return Element.anySequence(elements)
    }

    func data(_ any: CORBAAny) -> AttrValUnion? { Element.elements(any).map(Element.attributeData) }
}
