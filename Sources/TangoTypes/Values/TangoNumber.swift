/// A scalar type with an order: limits, alarms, deltas and change criteria apply to it.
public protocol TangoNumber: TangoScalar, Comparable {
    /// The value as floating point, for criteria in percent and for differences.
    var asDouble: Double { get }

    /// True unless the value is not a number or infinite.
    var isFiniteNumber: Bool { get }

    /// The position of the first element that is not a number or infinite; nil when there is none.
    static func firstNotFinite(_ elements: [Self]) -> Int?

    /// The number that a text means in Tango's configuration; nil when it means none.
    init?(configurationText: String)
}

extension TangoNumber where Self: FixedWidthInteger {
    /// The nearest floating-point number.
    public var asDouble: Double { Double(self) }
    /// Integers always are.
    public var isFiniteNumber: Bool { true }
    /// None.
    public static func firstNotFinite(_ elements: [Self]) -> Int? { nil }
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
    /// Neither NaN nor infinite.
    public var isFiniteNumber: Bool { isFinite }
    /// Looks at all of them.
    public static func firstNotFinite(_ elements: [Self]) -> Int? { elements.firstIndex { !$0.isFinite } }
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
