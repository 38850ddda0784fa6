/// A property whose value cannot be used. It never stops a server: the engine is in fault and says this.
public struct PropertyProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// Name of the property, such as `TickInterval`.
    public let property: String
    /// The value as found.
    public let value: String
    /// What is allowed, as the end of a sentence.
    public let allowed: String

    /// Makes a problem.
    public init(property: String, value: String, allowed: String) {
        self.property = property
        self.value = value
        self.allowed = allowed
    }

    /// One sentence with property, value and what is allowed.
    public var description: String { "Property \(property) is \"\(value)\": allowed is \(allowed)." }
}
