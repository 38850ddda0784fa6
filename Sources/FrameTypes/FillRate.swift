/// Estimates when a file system will be full from how it filled lately.
public struct FillRate: Sendable {
    /// How far back it looks. **Unit**: s.
    public static let span = 30.0
    /// Less than this says nothing: a single burst is not a rate. **Unit**: s.
    public static let leastSpan = 10.0

    private var samples: [(time: Double, used: Int64)] = []

    /// Starts without a sample.
    public init() {}

    /// Adds a sample and gives the time to full, or nil when it does not fill. **Unit**: s, byte.
    public mutating func timeToFull(used: Int64, free: Int64, at time: Double) -> Double? {
        samples.append((time, used))
        samples.removeAll { $0.time < time - Self.span }
        guard let first = samples.first, time - first.time >= Self.leastSpan else { return nil }
        let rate = Double(used - first.used) / (time - first.time)
        return rate > 0 ? Double(free) / rate : nil
    }
}
