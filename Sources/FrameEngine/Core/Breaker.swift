/// Keeps units away from a destination that fails, but for one that tries.
struct Breaker {
    /// Why the destination is held to be unusable.
    var reason: String
    /// Units that wait for it, oldest first.
    var waiting = FIFO<Int64>()
    /// The unit that tries whether the destination works again.
    var trial: Int64?

    /// Takes a unit that has to wait; false for the one that tries.
    mutating func holdsBack(_ unit: Int64) -> Bool {
        if trial == unit { return false }
        waiting.append(unit)
        return true
    }
}
