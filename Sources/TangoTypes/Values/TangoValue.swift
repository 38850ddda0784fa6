public import TangoIDL

/// What an attribute holds: one element, a row of them (`Array`), or an ``Image``.
public protocol TangoValue: Sendable {
    /// The type of one element.
    associatedtype Scalar: TangoScalar

    /// Scalar, spectrum or image.
    static var format: AttrDataFormat { get }

    /// The size of this value.
    var shape: ValueShape { get }

    /// The elements, row after row.
    var elements: [Scalar] { get }

    /// This value as attribute data, with the elements of a set value of the same type behind its own.
    func attributeData(followedBy set: AttrValUnion?) -> AttrValUnion

    /// A value made of elements that came from outside.
    ///
    /// **Throws**: `API_AttrIncorrectDataNumber` when the elements do not fill the shape.
    init(elements: [Scalar], shape: ValueShape) throws(DevFailed)
}

extension TangoValue {
    /// The elements, then those of the set value.
    public func attributeData(followedBy set: AttrValUnion?) -> AttrValUnion {
        Scalar.attributeData(elements, followedBy: set)
    }
}

extension Array: TangoValue where Element: TangoScalar {
    /// The type of one element.
    public typealias Scalar = Element

    /// An array is a spectrum.
    public static var format: AttrDataFormat { .SPECTRUM }

    /// The length, and no rows.
    public var shape: ValueShape { ValueShape(x: count, y: 0) }

    /// The array itself.
    public var elements: [Element] { self }

    /// The elements as they are.
    public init(elements: [Element], shape: ValueShape) throws(DevFailed) { self = elements }
}
