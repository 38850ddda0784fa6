public import TangoIDL

/// What one element of an attribute is: thirteen types, and enumerations of a device's own.
///
/// A conformance says how elements become the wire's union and `Any`, and nothing else in the framework
/// distinguishes types. All conformances are in `TangoScalar+Types.swift` and ``TangoEnum``.
public protocol TangoScalar: TangoValue, Equatable where Scalar == Self {
    /// The type's number.
    static var tangoType: TangoType { get }

    /// This type, if it has an order.
    static var numberType: (any TangoNumber.Type)? { get }

    /// What a written attribute is said to be set to before anybody wrote it.
    static var unwritten: Self { get }

    /// The elements as attribute data.
    static func attributeData(_ elements: [Self]) -> AttrValUnion

    /// The elements as attribute data, with those of a set value of the same type behind them.
    static func attributeData(_ elements: [Self], followedBy set: AttrValUnion?) -> AttrValUnion

    /// The elements that attribute data of this type holds; nil when the data is of another type.
    static func elements(_ data: AttrValUnion) -> [Self]?

    /// The elements as an `Any` that holds a sequence, for old clients and for histories.
    static func anySequence(_ elements: [Self]) -> CORBAAny

    /// The elements of an `Any` that holds a sequence; nil when it is of another type.
    static func elements(_ any: CORBAAny) -> [Self]?

    /// The text that is kept for a memorized value; nil when this type cannot be memorized.
    var memorizedText: String? { get }

    /// The value of a text that ``memorizedText`` made; nil when it is none.
    init?(memorizedText: String)
}

extension TangoScalar {
    /// None.
    public static var numberType: (any TangoNumber.Type)? { nil }

    /// One value.
    public static var format: AttrDataFormat { .SCALAR }

    /// 1 x 0.
    public var shape: ValueShape { .scalar }

    /// An array of this one.
    public var elements: [Self] { [self] }

    /// The element, then those of the set value.
    public func attributeData(followedBy set: AttrValUnion?) -> AttrValUnion {
        guard let set, let more = Self.elements(set) else { return Self.attributeData([self]) }
        // Nearly always there is one, and a literal is one allocation where joining makes two.
        return Self.attributeData(more.count == 1 ? [self, more[0]] : [self] + more)
    }

    // A requirement with this default, so that each type has a copy of its own: generic code that joins arrays is slow.
    /// The elements, then those of the set value; a set value of another type is left out.
    public static func attributeData(_ elements: [Self], followedBy set: AttrValUnion?) -> AttrValUnion {
        guard let set, let more = Self.elements(set) else { return attributeData(elements) }
        return attributeData(elements + more)
    }

    /// The only element.
    public init(elements: [Self], shape: ValueShape) throws(DevFailed) {
        guard let first = elements.first else {
            throw DevFailed(.incorrectDataNumber, "Incorrect data number")
        }
        self = first
    }
}
