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
        let element: (any TangoNumber.Type)? =
            switch type {
            case .encoded: UInt8.self
            case .enumeration: Int16.self
            default: type.elementType?.numberType
            }
        guard let limit = element.flatMap({ Self.limit(text.trimmingBlanks(), $0) }) else { return nil }
        self = limit
    }

    private static func limit<Number: TangoNumber>(_ digits: String, _ type: Number.Type) -> LimitValue? {
        Number(configurationText: digits)?.limit
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
