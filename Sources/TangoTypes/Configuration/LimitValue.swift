import Glibc

/// A number of an attribute's type, kept exactly.
///
/// Limits of 64 bit integers do not fit a `Double`, so the three kinds stay apart.
public enum LimitValue: Sendable, Equatable {
    /// Signed integers of any width.
    case signed(Int64)
    /// Unsigned integers of any width.
    case unsigned(UInt64)
    /// Floating point.
    case real(Double)

    /// Reads a number of `type` from a property; nil if the text is something else or does not fit.
    public init?(_ text: String, type: TangoType) {
        let digits = text.trimmingBlanks()
        switch type {
        case .short, .enumeration: self.init(signed: Int16(digits))
        case .long: self.init(signed: Int32(digits))
        case .long64: self.init(signed: Int64(digits))
        case .uchar, .encoded: self.init(unsigned: UInt8(digits))
        case .ushort: self.init(unsigned: UInt16(digits))
        case .ulong: self.init(unsigned: UInt32(digits))
        case .ulong64: self.init(unsigned: UInt64(digits))
        case .float, .double:
            guard let value = Double(digits) else { return nil }
            self = .real(type == .float ? Double(Float(value)) : value)
        default: return nil
        }
    }

    private init?(signed value: (some SignedInteger)?) {
        guard let value else { return nil }
        self = .signed(Int64(value))
    }

    private init?(unsigned value: (some UnsignedInteger)?) {
        guard let value else { return nil }
        self = .unsigned(UInt64(value))
    }

    /// The nearest `Double`.
    public var double: Double {
        switch self {
        case .signed(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .real(let value): value
        }
    }

    /// Whether this is below `other`; both have the type of one attribute.
    static func < (left: LimitValue, right: LimitValue) -> Bool {
        switch (left, right) {
        case (.signed(let a), .signed(let b)): a < b
        case (.unsigned(let a), .unsigned(let b)): a < b
        default: left.double < right.double
        }
    }
}

extension Double {
    /// The shortest usual form with 15 significant digits, as the configuration shows change criteria.
    public var tangoText: String {
        if let whole = Int64(exactly: self), whole.magnitude < 1_000_000_000_000_000 { return String(whole) }
        var buffer = [CChar](repeating: 0, count: 40)
        let count = withVaList([self]) { vsnprintf(&buffer, buffer.count, "%.15g", $0) }
        return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension String {
    /// Without blanks and tabs at both ends.
    func trimmingBlanks() -> String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}

extension LimitValue {
    /// The usual decimal form.
    public var text: String {
        switch self {
        case .signed(let value): String(value)
        case .unsigned(let value): String(value)
        case .real(let value): value.tangoText
        }
    }
}
