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

    /// As the configuration of an attribute of an integer type keeps it; nil for the other types. Encoded values are held
    /// against limits as bytes, enumerations as their indices.
    func text(as type: TangoType) -> String? {
        let element: Any.Type? =
            switch type {
            case .encoded: UInt8.self
            case .enumeration: Int16.self
            default: type.elementType
            }
        guard let integer = element as? any FixedWidthInteger.Type else { return nil }
        return text(casting: integer)
    }

    /// The same for a text that may hold a whole number of the type itself, which a real number would round.
    func text(as type: TangoType, exactly text: String) -> String? {
        guard let own = self.text(as: type) else { return nil }
        return LimitValue(text, type: type)?.text ?? own
    }

    /// Without its fraction.
    var whole: Int64 { cast() }

    private func text<Integer: FixedWidthInteger>(casting _: Integer.Type) -> String { String(cast() as Integer) }

    /// Small types and signed ones of 32 bits are cast by way of `int`, the unsigned one of 32 bits by way of `long`.
    private func cast<Integer: FixedWidthInteger>() -> Integer {
        let whole = (Integer.isSigned ? value : value.magnitude).rounded(.towardZero)
        if Integer.bitWidth == 64 { return Integer(exactly: whole) ?? .min }
        if Integer.bitWidth == 32, !Integer.isSigned {
            return Integer(truncatingIfNeeded: Int64(exactly: whole) ?? .min)
        }
        return Integer(truncatingIfNeeded: Int32(exactly: whole) ?? .min)
    }
}

// MARK: - What people wrote into the database

extension ConfiguredNumber {
    /// A limit of a small integer type as it comes into force; nil if the text is no number of that type.
    ///
    /// **Source**: release 9.3.4, which reads a limit in the database as a number of the type itself where that has 16 bits,
    /// and as one of 16 bits where it has fewer.
    static func small(_ text: String, as type: TangoType) -> String? {
        let digits = text.drop { $0 == " " || $0 == "\t" }
        switch type {
        case .short: return Int16(digits).map { String($0) }
        case .ushort:
            guard digits.first == "-" else { return UInt16(digits).map { String($0) } }
            return UInt16(digits.dropFirst()).map { String(0 &- $0) }
        default: return Int16(digits).map { String(UInt8(truncatingIfNeeded: $0)) }
        }
    }
}
