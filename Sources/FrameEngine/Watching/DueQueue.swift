/// Keys in the order of their times; a key that is entered again keeps its earliest entry valid too, so whoever takes
/// one checks whether it is still of interest.
struct DueQueue: Sendable {
    private var heap: [(time: Double, key: String)] = []

    /// The earliest time; nil when empty.
    var earliest: Double? { heap.first?.time }

    mutating func insert(_ key: String, at time: Double) {
        heap.append((time, key))
        var child = heap.count - 1
        while child > 0, heap[child].time < heap[(child - 1) / 2].time {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes one key that is due.
    mutating func next(at now: Double) -> String? {
        guard let first = heap.first, first.time <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].time < heap[least].time { least = child }
            }
            if least == parent { return first.key }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    mutating func removeAll() { heap.removeAll() }
}
