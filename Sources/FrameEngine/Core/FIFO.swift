/// A queue whose both ends are cheap however long it is.
struct FIFO<Element> {
    private var storage: [Element] = []
    private var head = 0

    var isEmpty: Bool { head == storage.count }
    var count: Int { storage.count - head }
    var first: Element? { isEmpty ? nil : storage[head] }

    mutating func append(_ element: Element) { storage.append(element) }

    mutating func append(contentsOf elements: some Sequence<Element>) { storage.append(contentsOf: elements) }

    /// Puts elements before all others.
    mutating func prepend(contentsOf elements: [Element]) {
        storage.replaceSubrange(..<head, with: elements)
        head = 0
    }

    /// Drops the elements that are done once they are most of a long queue, so that each is looked at once on average.
    mutating func compact(live: Int, where isLive: (Element) -> Bool) {
        guard count > 1_024, count > 2 * live else { return }
        storage = storage[head...].filter(isLive)
        head = 0
    }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        defer {
            head += 1
            // Given back in big pieces, so that each element is moved once on average.
            if head > 1_024, head * 2 > storage.count {
                storage.removeFirst(head)
                head = 0
            }
        }
        return storage[head]
    }
}
