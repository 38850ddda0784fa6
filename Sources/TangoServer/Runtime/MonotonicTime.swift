import Glibc

/// An instant of the clock that only moves forward, also while the machine sleeps.
///
/// `ContinuousClock.Instant` is the same, but its layout belongs to a library: whatever holds one is copied through tables
/// of functions, which a value that every read copies cannot afford.
struct MonotonicTime: Sendable {
    private let nanoseconds: Int

    /// The present instant.
    static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return MonotonicTime(nanoseconds: time.tv_sec * 1_000_000_000 + time.tv_nsec)
    }

    /// How long it is from this instant to a later one.
    func duration(to other: MonotonicTime) -> Duration { .nanoseconds(other.nanoseconds - nanoseconds) }
}
