/// What is polled.
public enum PolledKind: String, Sendable, CaseIterable {
    /// A command without argument.
    case command
    /// An attribute.
    case attribute

    /// From the argument of an admin command, in any case.
    public init?(_ text: String) { self.init(rawValue: text.lowercased()) }

    /// At the beginning of a sentence.
    public var capitalized: String { self == .command ? "Command" : "Attribute" }
}
