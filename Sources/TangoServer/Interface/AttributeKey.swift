public import TangoTypes

/// The name of an attribute together with the type of its value: the only place where either is written.
public struct AttributeKey<Value: TangoValue>: Sendable {
    /// The name as clients see it.
    public let name: String

    /// The key of the attribute `name`.
    public init(_ name: String) { self.name = name }
}
