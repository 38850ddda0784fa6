import Glibc
import Synchronization

/// Makes row numbers of 63 bits that rise with time and never repeat on a station: milliseconds since 1970 above a
/// counter. Made by the application, so that a batch can refer to its own rows and stations can be merged.
///
/// **Isolation**: any thread.
public final class LedgerID: Sendable {
    private let last: Mutex<Int64>

    /// Beyond every number that is made; there is room above for those that count on from here.
    public static let limit: Int64 = latest << 22
    /// The latest time that fits. **Unit**: ms since 1970.
    private static let latest: Int64 = (1 << 41) - 2

    /// Starts above everything that this station made before, given its clock.
    public init() { last = Mutex(0) }

    /// The next number, greater than all before.
    public func next() -> Int64 {
        let now = min(max(0, Self.microseconds() / 1_000), Self.latest - 1) << 22
        return last.withLock { last in
            last = max(last + 1, now)
            return last
        }
    }

    /// Starts above a number, for a clock that was set back. One that was never made by a clock is ignored.
    public func advance(beyond number: Int64) {
        guard number < Self.limit else { return }
        last.withLock { $0 = max($0, number) }
    }

    /// Time since 1970. **Unit**: µs.
    public static func microseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }
}
