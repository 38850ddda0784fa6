public import TangoIDL

/// A scalar type with an order: limits, alarms, deltas and change criteria apply to it.
public protocol TangoNumber: TangoScalar, Comparable {
    /// The value as floating point, for criteria in percent and for differences.
    var asDouble: Double { get }

    /// The position of the first element of attribute data that is not a number or infinite; nil when there is none.
    static func firstNotFinite(_ data: AttrValUnion) -> Int?

    /// The number that a configured limit means for this type; nil when it means none, such as a fraction for integers.
    init?(limit: LimitValue)

    /// The number that a text means in Tango's configuration; nil when it means none.
    init?(configurationText: String)

    /// The same number as a limit.
    var limit: LimitValue { get }
}

extension TangoNumber {
    /// This type.
    public static var numberType: (any TangoNumber.Type)? { Self.self }
}

extension TangoNumber where Self: FixedWidthInteger {
    /// The nearest floating-point number.
    public var asDouble: Double { Double(self) }
    /// None.
    public static func firstNotFinite(_ data: AttrValUnion) -> Int? { nil }
    /// A whole number that this type can hold.
    public init?(limit: LimitValue) {
        switch limit {
        case .signed(let value): self.init(exactly: value)
        case .unsigned(let value): self.init(exactly: value)
        case .real: return nil
        }
    }
    /// A whole number.
    public var limit: LimitValue { Self.isSigned ? .signed(Int64(self)) : .unsigned(UInt64(self)) }
    /// Parses decimal digits, with a sign where the type has one.
    public init?(configurationText text: String) { self.init(text) }
    /// Zero.
    public static var unwritten: Self { 0 }
    /// Decimal digits.
    public var memorizedText: String? { String(self) }
    /// Parses decimal digits.
    public init?(memorizedText: String) { self.init(memorizedText) }
}

extension TangoNumber where Self: BinaryFloatingPoint & LosslessStringConvertible {
    /// The same value.
    public var asDouble: Double { Double(self) }
    /// Looks at all elements.
    public static func firstNotFinite(_ data: AttrValUnion) -> Int? {
        elements(data)?.firstIndex { !$0.isFinite }
    }
    /// The nearest number of this type.
    public init?(limit: LimitValue) {
        switch limit {
        case .signed(let value): self.init(value)
        case .unsigned(let value): self.init(value)
        case .real(let value): self.init(value)
        }
    }
    /// The same value.
    public var limit: LimitValue { .real(Double(self)) }
    /// Parses a decimal number.
    public init?(configurationText text: String) { self.init(text) }
    /// Zero.
    public static var unwritten: Self { 0 }
    /// The shortest text that gives the same value back, whole numbers without a fraction.
    public var memorizedText: String? {
        let text = description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
    /// Parses a decimal number.
    public init?(memorizedText: String) { self.init(memorizedText) }
}
