/// The `reason` of a Tango error: what clients test for.
///
/// A type of its own so that the spelling of each reason stands in one place. Device classes add theirs as
/// `Class_Condition`.
///
/// **Source**: `DevError.reason`.
public struct Reason: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The text on the wire.
    public let rawValue: String

    /// Makes a reason from its text on the wire.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Makes a reason from a literal, for instance `"FrameWatch_NotBuilt"`.
    public init(stringLiteral value: String) { rawValue = value }

    /// The text on the wire.
    public var description: String { rawValue }
}
