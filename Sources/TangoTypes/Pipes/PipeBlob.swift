public import TangoIDL

/// What a pipe carries: named elements of any types, nested as deep as needed.
///
/// ```swift
/// PipeBlob("Shot", [
///     PipeElement("Energy", 12.4), PipeElement("Spectrum", counts),
///     PipeElement("Beam", PipeBlob("Beam", [PipeElement("X", 0.1), PipeElement("Y", 0.2)])),
/// ])
/// ```
public struct PipeBlob: Sendable, Equatable {
    /// The name of the blob; may be empty.
    public var name: String
    /// The elements in their order; names differ in more than case.
    public var elements: [PipeElement]

    /// A blob of `elements`.
    public init(_ name: String = "", _ elements: [PipeElement] = []) {
        self.name = name
        self.elements = elements
    }

    /// The element of that name, in any case.
    public func element(_ name: String) -> PipeElement? {
        elements.first { $0.name.lowercased() == name.lowercased() }
    }

    /// The scalar of that name; nil when there is none of this type.
    public func value<Value: TangoScalar>(_ name: String, as type: Value.Type = Value.self) -> Value? {
        values(name, as: type).flatMap { $0.count == 1 ? $0.first : nil }
    }

    /// The array of that name; nil when there is none of this type.
    public func values<Value: TangoScalar>(_ name: String, as type: Value.Type = Value.self) -> [Value]? {
        guard case .value(let data, isScalar: _)? = element(name)?.content else { return nil }
        return Value.elements(data)
    }

    /// The blob of that name inside this one.
    public func blob(_ name: String) -> PipeBlob? {
        guard case .blob(let blob)? = element(name)?.content else { return nil }
        return blob
    }
}

/// One element of a ``PipeBlob``.
public struct PipeElement: Sendable, Equatable {
    /// The name.
    public var name: String
    /// A value, or a blob.
    public var content: Content

    /// What an element holds.
    public enum Content: Sendable, Equatable {
        /// A value of an attribute type; a scalar travels as an array of one.
        case value(AttrValUnion, isScalar: Bool)
        /// Elements of its own.
        case blob(PipeBlob)
    }

    /// A scalar.
    public init<Value: TangoScalar>(_ name: String, _ value: Value) {
        self.name = name
        content = .value(Value.attributeData([value]), isScalar: true)
    }

    /// An array.
    public init<Value: TangoScalar>(_ name: String, _ values: [Value]) {
        self.name = name
        content = .value(Value.attributeData(values), isScalar: false)
    }

    /// A blob.
    public init(_ name: String, _ blob: PipeBlob) {
        self.name = name
        content = .blob(blob)
    }
}
