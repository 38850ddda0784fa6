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

    /// A frame with a masked pixel has the sum NaN, and this is the same sum as long as the frame is the same.
    public static func == (one: FrameStatistics, other: FrameStatistics) -> Bool {
        func isSame(_ one: Double, _ other: Double) -> Bool { one == other || one.isNaN && other.isNaN }
        return isSame(one.sum, other.sum) && isSame(one.max, other.max)
    }
}
