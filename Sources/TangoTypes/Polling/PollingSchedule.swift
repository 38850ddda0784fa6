/// What one polling thread does and when.
///
/// Attributes of one device with the same period are one piece of work. Work that could not be done in time is
/// dropped: the next execution stays where it would have been.
public struct PollingSchedule: Sendable {
    /// What is executed in one go.
    public struct Work: Sendable, Equatable {
        /// The device's name in lower case.
        public let device: String
        /// Command or attributes.
        public let kind: PolledKind
        /// One command, or all attributes with this period, in the order of their adding.
        public var names: [String]
        /// Time between executions. **Unit**: millisecond.
        public let period: Int

        /// Describes one execution.
        public init(device: String, kind: PolledKind, names: [String], period: Int) {
            self.device = device
            self.kind = kind
            self.names = names
            self.period = period
        }
    }

    private struct Entry: Sendable {
        var work: Work
        var next: ContinuousClock.Instant
    }

    private var entries: [Entry] = []
    private let groupsAttributes: Bool

    /// An empty schedule.
    ///
    /// - Parameter groupsAttributes: Read all attributes of a device with the same period in one call.
    public init(groupsAttributes: Bool = true) { self.groupsAttributes = groupsAttributes }

    /// Adds an object; its first execution is one period away, or sooner where it joins others.
    ///
    /// - Parameter first: When to execute it first; nil: after one period.
    public mutating func add(
        _ kind: PolledKind, _ name: String, of device: String, period: Int, at now: ContinuousClock.Instant,
        first: ContinuousClock.Instant? = nil
    ) {
        let key = device.lowercased()
        if kind == .attribute, groupsAttributes,
            let index = entries.firstIndex(where: {
                $0.work.device == key && $0.work.kind == kind && $0.work.period == period
            })
        {
            entries[index].work.names.append(name)
            return
        }
        let work = Work(device: key, kind: kind, names: [name], period: period)
        entries.append(Entry(work: work, next: first ?? now + .milliseconds(period)))
    }

    /// Takes an object out.
    public mutating func remove(_ kind: PolledKind, _ name: String, of device: String) {
        let key = device.lowercased()
        let lowerName = name.lowercased()
        for index in entries.indices where entries[index].work.device == key && entries[index].work.kind == kind {
            entries[index].work.names.removeAll { $0.lowercased() == lowerName }
        }
        entries.removeAll { $0.work.names.isEmpty }
    }

    /// Takes everything of a device out.
    public mutating func remove(device: String) {
        let key = device.lowercased()
        entries.removeAll { $0.work.device == key }
    }

    /// Starts all periods again, after polling was stopped.
    public mutating func restart(at now: ContinuousClock.Instant) {
        for index in entries.indices { entries[index].next = now }
        spread(from: now)
    }

    /// Distributes the first executions over the smallest period, so that they do not all come at once.
    public mutating func spread(from now: ContinuousClock.Instant) {
        guard let smallest = entries.map(\.work.period).min() else { return }
        for index in entries.indices {
            entries[index].next = now + .milliseconds(smallest) * (index + 1) / entries.count
        }
    }

    /// When there is something to do, nil if never.
    public var nextDue: ContinuousClock.Instant? { entries.map(\.next).min() }

    /// Whether nothing is polled.
    public var isEmpty: Bool { entries.isEmpty }

    /// The names that are executed together with `name`.
    public func companions(of kind: PolledKind, _ name: String, device: String) -> [String] {
        let key = device.lowercased()
        let lowerName = name.lowercased()
        return entries.first { entry in
            entry.work.device == key && entry.work.kind == kind
                && entry.work.names.contains { $0.lowercased() == lowerName }
        }?.work.names ?? []
    }

    /// The one piece of work that is due for the longest time, nil if none is.
    public mutating func takeDue(at now: ContinuousClock.Instant) -> Work? {
        let due = entries.indices.filter { entries[$0].next <= now }
        guard let index = due.min(by: { entries[$0].next < entries[$1].next }) else { return nil }
        let period = Duration.milliseconds(entries[index].work.period)
        var next = entries[index].next + period
        if next <= now {
            let missed = Int((now - next) / period) + 1
            next = next + period * missed
        }
        entries[index].next = next
        return entries[index].work
    }
}
