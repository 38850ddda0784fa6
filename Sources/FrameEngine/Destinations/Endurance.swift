/// How long something silent is borne: longer each time that it was given up and then answered after all.
struct Endurance: Sendable {
    /// However often it answered late. **Unit**: s.
    static let longest = 300.0

    private let first: Double
    /// **Unit**: s.
    private(set) var seconds: Double

    init(_ first: Double) {
        self.first = first
        seconds = first
    }

    /// It was given up too early.
    mutating func grow() { seconds = max(first, min(2 * seconds, Self.longest)) }

    /// It works.
    mutating func shrink() { seconds = max(first, seconds / 2) }
}
