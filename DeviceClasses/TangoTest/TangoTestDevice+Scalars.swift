import TangoIDL
import TangoServer
import TangoTypes

// Set values, each the bound or amplitude of made-up attributes.
private let ampli = Slot("ampli", start: 1.0)
private let double = Slot("double_scalar", start: 256.0)
private let doubleW = Slot("double_scalar_w", start: 256.0)
private let float = Slot("float_scalar", start: Float(0))
private let long = Slot("long_scalar", start: Int32(256))
private let longW = Slot("long_scalar_w", start: Int32(256))
private let long64 = Slot("long64_scalar", start: Int64(256))
private let short = Slot("short_scalar", start: Int16(256))
private let shortW = Slot("short_scalar_w", start: Int16(256))
private let uchar = Slot("uchar_scalar", start: UInt8(0))
private let ulong = Slot("ulong_scalar", start: UInt32(256))
private let ulong64 = Slot("ulong64_scalar", start: UInt64(256))
private let ushort = Slot("ushort_scalar", start: UInt16(0))

extension TangoTestDevice {
    /// The scalars, in the order in which clients list them.
    static let scalars: [Entry] = [
        writeOnly(ampli),
        echo("boolean_scalar", start: true, description: "A boolean scalar attribute"),
        madeUp(double) { $1.sine(amplitude: $0.value(of: double)) },
        madeUp("double_scalar_rww", setBy: doubleW) { $1.sine(amplitude: $0.value(of: doubleW)) },
        writeOnly(doubleW),
        madeUp(float, description: "A float attribute") { $1.number(below: $0.value(of: float)) },
        // The set values of the two 64-bit scalars bound nothing: those of the 32-bit ones do, as ever in this class.
        madeUp(long64) { Int64($1.number(below: $0.value(of: long))) },
        madeUp(long) { $1.number(below: $0.value(of: long)) },
        madeUp("long_scalar_rww", setBy: longW) { $1.number(below: $0.value(of: longW)) },
        writeOnly(longW),
        Attribute(AttributeKey<Int32>("no_value"), read: { _ in throw noValue }),
        madeUp(short) { $1.number(below: $0.value(of: short)) },
        madeUp("short_scalar_ro") { $1.number(below: $0.value(of: short)) },
        madeUp("short_scalar_rww", setBy: shortW) { $1.number(below: $0.value(of: shortW)) },
        writeOnly(shortW),
        echo("string_scalar", start: "Default string"),
        Attribute(AttributeKey<Int32>("throw_exception"), read: { _ in throw requestedException }),
        madeUp(uchar) { $1.number(below: $0.value(of: uchar)) },
        madeUp(ulong64) { UInt64($1.number(below: $0.value(of: ulong))) },
        madeUp(ushort) { $1.number(below: $0.value(of: ushort)) },
        madeUp(ulong) { $1.number(below: $0.value(of: ulong)) },
    ]

    /// The wave that `ampli` makes higher.
    static let wave: Entry = madeUp("wave", maxX: 4096) { device, pattern in
        let amplitude = device.value(of: ampli)
        return pattern.row { $0.sine(amplitude: amplitude, later: $1) }
    }

    private static let noValue = DevFailed(
        .attributeValueNotSet, "Read value for attribute no_value has not been updated",
        origin: "Device_3Impl::read_attributes_no_except")

    private static let requestedException = DevFailed(
        Reason(rawValue: "exception test"), "here is the exception you requested",
        origin: "TangoTest::read_throw_exception")
}
