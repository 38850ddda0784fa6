public import TangoIDL

/// What a read method answers: a value, how good it is, and when it was true.
///
/// A reading without a value has quality `ATTR_INVALID`: "there is no such value now", which is not an error.
public struct Reading<Value: TangoValue>: Sendable {
    /// The value, or nil when there is none.
    public var value: Value?
    /// How good the value is; alarm limits are applied by the framework to `ATTR_VALID` only.
    public var quality: AttrQuality
    /// When the value was true; nil means now.
    public var time: TimeVal?

    /// A reading of `value`, valid and of now unless said otherwise.
    public init(_ value: Value, quality: AttrQuality = .ATTR_VALID, time: TimeVal? = nil) {
        self.value = value
        self.quality = quality
        self.time = time
    }

    private init(time: TimeVal?) {
        value = nil
        quality = .ATTR_INVALID
        self.time = time
    }

    /// There is no value now.
    public static var invalid: Reading { Reading(time: nil) }

    /// There was no value at `time`.
    public static func invalid(at time: TimeVal) -> Reading { Reading(time: time) }
}
