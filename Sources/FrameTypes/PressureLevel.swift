/// Back-pressure of the RAM disk, in rising order.
public enum PressureLevel: Int, Sendable, Comparable, CaseIterable {
    /// All work.
    case green
    /// Optional work stops.
    case amber
    /// Only saving.
    case orange
    /// The acquisition should pause.
    case red

    /// Orders by seriousness.
    public static func < (lhs: PressureLevel, rhs: PressureLevel) -> Bool { lhs.rawValue < rhs.rawValue }
}
