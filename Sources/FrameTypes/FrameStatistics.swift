/// Counters of one frame, over all pixels as delivered.
public struct FrameStatistics: Sendable, Codable, Equatable {
    /// Sum in double precision. **Unit**: count.
    public var sum: Double
    /// Greatest pixel. **Unit**: count.
    public var max: Double

    /// Makes statistics.
    public init(sum: Double, max: Double) {
        self.sum = sum
        self.max = max
    }
}
