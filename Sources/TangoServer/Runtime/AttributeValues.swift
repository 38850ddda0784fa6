import TangoIDL
import TangoTypes

/// The typed half of an attribute, its type forgotten: everything that needs to know what an element is.
///
/// **Isolation**: reading and writing happen inside the device's monitor; the set value has its own lock.
protocol AttributeValues: AnyObject, Sendable {
    /// Asks the device. A value that is too large, or an error of the class, is thrown.
    func read(setFrom partner: (any AttributeValues)?, limits: AttributeLimits) throws -> ReadOutcome

    /// Whether its values are of this type.
    func holds<Other: TangoValue>(_ type: Other.Type) -> Bool

    /// What a value that the device's code gives makes; nil when it is of another type.
    func outcome<Other: TangoValue>(
        of value: Other, _ quality: AttrQuality, at time: TimeVal, setFrom partner: (any AttributeValues)?,
        limits: AttributeLimits
    ) throws -> ReadOutcome?

    /// What it was set to last; nil when it is not that kind of attribute.
    var current: SetValue? { get }

    /// Makes a value the set value without writing it.
    func keep(_ value: SetValue)

    /// The same, and what it was set to before; nil when it is not that kind of attribute.
    func exchange(_ value: SetValue) -> SetValue?

    /// Takes the place of a set value that nobody wrote.
    func show(_ value: SetValue)

    /// What it was set to last, as an answer.
    var setSample: AttributeSample { get }

    /// Checks what a client wants to write, as far as the device is not needed for it.
    func check(_ request: WriteRequest, against rules: WriteRules) throws(DevFailed)

    /// The first element alone.
    func first(_ data: AttrValUnion) -> AttrValUnion

    /// Gives a value that was checked to the device.
    func write(_ data: AttrValUnion, shape: ValueShape) throws

    /// The set value for the configuration database; nil when the type has no text.
    var memorizedText: String? { get }

    /// The data that a text from the configuration database means; nil when it is no value of the type.
    func data(memorizedText: String) -> AttrValUnion?

    /// Whether the set value lies within limits; used before limits are changed.
    func setValueViolates(_ limits: AttributeLimits) -> LimitViolation?

    /// An `Any` with a sequence, for clients of the first three generations.
    func any(_ data: AttrValUnion) -> CORBAAny

    /// Attribute data from an `Any` with a sequence or a single value; nil when it is of another type.
    func data(_ any: CORBAAny) -> AttrValUnion?
}

/// What reading gave, and which alarm levels the value reached.
struct ReadOutcome: Sendable {
    var sample: AttributeSample
    var alarms: AlarmFindings
}

/// What a client sent.
struct WriteRequest {
    var data: AttrValUnion
    var shape: ValueShape
}

/// What a value must obey.
struct WriteRules {
    var limits: AttributeLimits
    var enumLabels: Int
    var allowsNaN: Bool
    /// What errors are worded for.
    var level: InterfaceLevel
}
