public import TangoIDL

/// An enumeration of a device's own: a small integer on the wire, with labels in the configuration.
///
/// ```swift
/// enum Level: Int16, TangoEnum { case GREEN, AMBER, ORANGE, RED }
/// ```
/// Raw values must be 0, 1, 2…; the labels are the case names unless ``labels`` says otherwise.
public protocol TangoEnum: TangoScalar, RawRepresentable, CaseIterable where RawValue == Int16 {
    /// What clients show, in the order of the raw values.
    static var labels: [String] { get }
}

extension TangoEnum {
    /// The names of the cases.
    public static var labels: [String] { allCases.map { String(describing: $0) } }

    /// How many cases there are.
    public static var caseCount: Int { allCases.count }

    /// An enumeration.
    public static var tangoType: TangoType { .enumeration }

    /// The first case.
    public static var unwritten: Self {
        guard let first = allCases.first else { preconditionFailure("\(Self.self) has no cases") }
        return first
    }

    /// Raw values, as `short`.
    public static func attributeData(_ elements: [Self]) -> AttrValUnion { .short_att_value(elements.map(\.rawValue)) }

    /// Cases for raw values; nil when one has no case.
    public static func elements(_ data: AttrValUnion) -> [Self]? {
        guard case .short_att_value(let numbers) = data else { return nil }
        return cases(numbers)
    }

    /// Raw values, as `short`.
    public static func anySequence(_ elements: [Self]) -> CORBAAny { .shorts(elements.map(\.rawValue)) }

    /// Cases for raw values; nil when one has no case.
    public static func elements(_ any: CORBAAny) -> [Self]? {
        guard case .shorts(let numbers) = any else { return nil }
        return cases(numbers)
    }

    /// The raw value.
    public var memorizedText: String? { String(rawValue) }

    /// A raw value.
    public init?(memorizedText: String) {
        guard let number = Int16(memorizedText) else { return nil }
        self.init(rawValue: number)
    }

    private static func cases(_ numbers: [Int16]) -> [Self]? {
        let cases = numbers.compactMap(Self.init(rawValue:))
        return cases.count == numbers.count ? cases : nil
    }
}

/// The number of a label, for enumerations whose labels are known only at run time.
public struct EnumIndex: TangoScalar, RawRepresentable {
    /// The label's number, from zero.
    public var rawValue: Int16

    /// The label with this number.
    public init(rawValue: Int16) { self.rawValue = rawValue }

    /// An enumeration.
    public static var tangoType: TangoType { .enumeration }
    /// The first label.
    public static var unwritten: EnumIndex { EnumIndex(rawValue: 0) }
    /// Numbers, as `short`.
    public static func attributeData(_ elements: [EnumIndex]) -> AttrValUnion {
        .short_att_value(elements.map(\.rawValue))
    }
    /// Numbers, from `short`.
    public static func elements(_ data: AttrValUnion) -> [EnumIndex]? {
        Int16.elements(data).map { $0.map(EnumIndex.init(rawValue:)) }
    }
    /// Numbers, as `short`.
    public static func anySequence(_ elements: [EnumIndex]) -> CORBAAny { .shorts(elements.map(\.rawValue)) }
    /// Numbers, from `short`.
    public static func elements(_ any: CORBAAny) -> [EnumIndex]? {
        Int16.elements(any).map { $0.map(EnumIndex.init(rawValue:)) }
    }
    /// The number.
    public var memorizedText: String? { String(rawValue) }
    /// A number.
    public init?(memorizedText: String) {
        guard let number = Int16(memorizedText) else { return nil }
        self.init(rawValue: number)
    }
}
