/// First come, first served, cheap however long.
struct JobQueue: Sendable {
    /// A job and the number that its owner knows it by.
    struct Entry: Sendable {
        let ticket: Int
        let job: WorkerPool.Job
    }

    private var entries: [Entry] = []
    private var head = 0

    var count: Int { entries.count - head }

    mutating func append(_ entry: Entry) { entries.append(entry) }

    mutating func take() -> Entry? {
        guard head < entries.count else { return nil }
        defer {
            head += 1
            if head == entries.count {
                entries.removeAll(keepingCapacity: true)
                head = 0
            } else if head >= 64, head >= entries.count / 2 {
                // A queue that never runs dry must not keep what was taken.
                entries.removeFirst(head)
                head = 0
            }
        }
        return entries[head]
    }

    /// Takes out those that are meant; gives their numbers.
    mutating func withdraw(_ isMeant: (Int) -> Bool) -> [Int] {
        let waiting = entries[head...]
        let withdrawn = waiting.map(\.ticket).filter(isMeant)
        entries = waiting.filter { !isMeant($0.ticket) }
        head = 0
        return withdrawn
    }
}
