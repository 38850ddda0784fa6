import TangoIDL

/// A number as a client writes it into a configuration.
///
/// **Source**: release 9.3.4, which reads a real number, lets nothing follow it, and casts it to the type of the attribute
/// as C does: what does not fit wraps around, and a negative number loses its sign where the type has none. Clients get
/// the result back, so they see it.
struct ConfiguredNumber: Sendable, Equatable {
    /// The number.
    let value: Double

    /// Nil for anything else than blanks and one finite decimal number.
    init?(_ text: String) {
        let digits = text.drop { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
        // Without this the reader of numbers takes hexadecimal ones, infinities and trailing blanks as well.
        let isDecimal = digits.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
        guard isDecimal, let value = Double(digits), value.isFinite else { return nil }
        self.value = value
    }

    /// As the configuration of an attribute of an integer type keeps it; nil for the other types.
    func text(as type: TangoType) -> String? {
        switch type {
        case .short, .enumeration: String(Int16(truncatingIfNeeded: Self.long(value)))
        case .long: String(Self.long(value))
        case .long64: String(whole)
        case .uchar, .encoded: String(UInt8(truncatingIfNeeded: Self.long(value.magnitude)))
        case .ushort: String(UInt16(truncatingIfNeeded: Self.long(value.magnitude)))
        case .ulong: String(UInt32(truncatingIfNeeded: Self.longLong(value.magnitude)))
        case .ulong64: String(UInt64(exactly: value.magnitude.rounded(.towardZero)) ?? 0)
        default: nil
        }
    }

    /// Without its fraction.
    var whole: Int64 { Self.longLong(value) }

    private static func long(_ value: Double) -> Int32 { Int32(exactly: value.rounded(.towardZero)) ?? .min }

    private static func longLong(_ value: Double) -> Int64 { Int64(exactly: value.rounded(.towardZero)) ?? .min }
}
