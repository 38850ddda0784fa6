internal import CLinux

/// The calling thread's share of a processor for which others wait.
enum TimeSlice {
    /// The shortest that Linux grants.
    ///
    /// **Unit**: nanosecond.
    static let shortest: UInt64 = 100_000

    /// That of the calling thread; nil where the scheduler has none.
    static var ofThread: UInt64? {
        let slice = clinux_time_slice()
        return slice == 0 ? nil : slice
    }

    /// Runs `body` with the shortest slice for the calling thread.
    ///
    /// A new thread inherits the slice of its creator. When a thread wakes, the scheduler interrupts one of a longer
    /// slice for it at once. libzmq's threads work for microseconds at a time, and an event must not wait until
    /// something busy has had its milliseconds. Where this is not to be had they wait as all others do.
    static func withShortest<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let previous = ofThread, clinux_set_time_slice(shortest) == 0 else { return try body() }
        defer { _ = clinux_set_time_slice(previous) }
        return try body()
    }
}
