/// What was archived in the last 60 seconds, in buckets of one second.
public struct RateWindow: Sendable {
    /// Length of the window. **Unit**: s.
    public static let length = 60

    private struct Bucket {
        var second = -1
        var frames = 0
        var bytes: Int64 = 0
        var latency = 0.0
    }

    private var buckets = [Bucket](repeating: Bucket(), count: length)
    private let start: Double

    /// Starts empty at this time. **Unit**: s of a monotonic clock.
    public init(start: Double) { self.start = start }

    /// Counts one archived frame.
    public mutating func add(bytes: Int64, latency: Double, at time: Double) {
        let second = Int(time)
        let index = second % Self.length
        if buckets[index].second != second { buckets[index] = Bucket(second: second) }
        buckets[index].frames += 1
        buckets[index].bytes += bytes
        buckets[index].latency += latency
    }

    /// Frames per second, megabytes per second, and mean latency in seconds (nil without a frame).
    public func rates(at time: Double) -> (frames: Double, megabytes: Double, latency: Double?) {
        let oldest = Int(time) - Self.length
        let recent = buckets.filter { $0.second > oldest }
        let frames = recent.reduce(0) { $0 + $1.frames }
        let bytes = recent.reduce(Int64(0)) { $0 + $1.bytes }
        // A young server is judged by its own age, so that its first rates are true.
        let span = min(Double(Self.length), max(1, time - start))
        let latency = frames > 0 ? recent.reduce(0) { $0 + $1.latency } / Double(frames) : nil
        return (Double(frames) / span, Double(bytes) / 1e6 / span, latency)
    }
}
