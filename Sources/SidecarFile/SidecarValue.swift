/// A decoded value of a sidecar.
public enum SidecarValue: Sendable, Equatable {
    /// `@Invalid()`: the null value, also an empty list.
    case null
    /// Plain text. Numbers and truth values are text in this format.
    case string(String)
    /// Values separated by commas.
    case list([SidecarValue])
    /// `@ByteArray(…)`.
    case bytes([UInt8])
    /// `@Size(w h)`, `@Point(x y)`, `@Rect(x y w h)`: the numbers in that order.
    case integers([Int])
    /// A point in time, with or without a zone.
    case dateTime(SidecarDateTime)
    /// A list of doubles of the acquisition program.
    case doubles([Double])
    /// A typed value of a kind that is not known: its text as it stands in the file.
    case opaque(String)

    /// The text of a plain value, else nil.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The number that a plain value spells, else nil.
    public var double: Double? { string.flatMap { Double($0) } }

    /// The whole number that a plain value spells, else nil.
    public var integer: Int? { string.flatMap { Int($0) } }

    /// The point in time, else nil.
    public var dateTime: SidecarDateTime? {
        guard case .dateTime(let time) = self else { return nil }
        return time
    }
}
