/// Finds gaps and duplicates in the numbers of events.
struct EventCounter {
    enum Verdict: Equatable {
        case next
        case duplicate
        case afterGap(UInt32)
    }

    private var last: UInt32?
    private var wasDuplicate = false

    /// A number below the last one means that the server was restarted.
    mutating func take(_ number: UInt32) -> Verdict {
        defer { last = number }
        guard let last, number >= last else {
            wasDuplicate = false
            return .next
        }
        if number == last {
            // A server may send an event twice so that a new subscriber gets it; a second repetition is an event.
            defer { wasDuplicate.toggle() }
            return wasDuplicate ? .next : .duplicate
        }
        wasDuplicate = false
        return number == last + 1 ? .next : .afterGap(number - last - 1)
    }
}
