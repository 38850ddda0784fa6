import Glibc

/// The clock of ages and waits: never set, never back.
enum Monotonic {
    /// **Unit**: s.
    static func now() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}
