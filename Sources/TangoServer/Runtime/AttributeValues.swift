import TangoIDL
import TangoTypes

/// The typed half of an attribute, its type forgotten: everything that needs to know what an element is.
///
/// **Isolation**: reading and writing happen inside the device's monitor; the set value has its own lock.
protocol AttributeValues: AnyObject, Sendable {
    /// Asks the device. A value that is too large, or an error of the class, is thrown.
    func read(setFrom partner: (any AttributeValues)?, limits: AttributeLimits) throws -> ReadOutcome

    /// Whether anybody wrote it, or a memorized value was restored.
    var hasKnownSetValue: Bool { get }

    /// What it was set to last.
    var setSample: AttributeSample { get }

    /// Checks what a client wants to write, as far as the device is not needed for it.
    func check(_ request: WriteRequest, against rules: WriteRules) throws(DevFailed) -> any PendingWrite

    /// The set value for the configuration database; nil when the type has no text.
    var memorizedText: String? { get }

    /// Takes a set value from the configuration database, without writing it.
    func pendingWrite(memorizedText: String) -> (any PendingWrite)?

    /// Whether the set value lies within limits; used before limits are changed.
    func setValueViolates(_ limits: AttributeLimits) -> LimitViolation?

    /// An `Any` with a sequence, for clients of the first three generations.
    func any(_ data: AttrValUnion) -> CORBAAny

    /// Attribute data from an `Any` with a sequence or a single value; nil when it is of another type.
    func data(_ any: CORBAAny) -> AttrValUnion?
}

/// A value that passed all checks and only has to be given to the device.
protocol PendingWrite: Sendable {
    /// Gives it to the device and keeps it as the set value; an error of the class leaves the old set value.
    func perform() throws
    /// Makes it the set value without writing it.
    func remember()
    /// Puts the set value back that was in force before ``perform()``.
    func undo()
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
}
