import Glibc
public import TangoIDL
public import TangoTypes

/// One value of an attribute as it travels: the read elements, followed by the set elements where there are any.
public struct AttributeSample: Sendable {
    /// The elements; `union_no_data` when the quality is INVALID.
    public var data: AttrValUnion
    /// How good the value is.
    public var quality: AttrQuality
    /// When it was true.
    public var time: TimeVal
    /// Size of the read part.
    public var readShape: ValueShape
    /// Size of the set part.
    public var setShape: ValueShape

    /// No value, at `time`.
    static func none(at time: TimeVal) -> AttributeSample {
        AttributeSample(
            data: .union_no_data(true), quality: .ATTR_INVALID, time: time, readShape: .none, setShape: .none)
    }
}

extension ValueShape {
    /// As the wire has it.
    var dimensions: AttributeDim { AttributeDim(dim_x: Int32(clamping: x), dim_y: Int32(clamping: y)) }

    /// From the wire.
    init(_ dimensions: AttributeDim) { self.init(x: Int(dimensions.dim_x), y: Int(dimensions.dim_y)) }
}

extension TimeVal {
    /// The present time, to the microsecond.
    public static var now: TimeVal {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return TimeVal(tv_sec: Int32(truncatingIfNeeded: time.tv_sec), tv_usec: Int32(time.tv_nsec / 1000), tv_nsec: 0)
    }
}
