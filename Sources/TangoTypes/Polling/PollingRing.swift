public import TangoIDL

/// One execution of a polled attribute or command.
public struct PollingRecord<Value: Sendable>: Sendable {
    /// When it was stored, by a clock that never jumps.
    public var instant: ContinuousClock.Instant
    /// When it was stored, or the time that came with it; for histories.
    public var time: TimeVal
    /// The value, or why there is none.
    public var result: Result<Value, DevFailed>
    /// Whether code gave it, with a time of its own, and nothing was executed.
    public var isGiven: Bool

    /// Notes an execution, or what code gave instead.
    public init(
        instant: ContinuousClock.Instant, time: TimeVal, result: Result<Value, DevFailed>, isGiven: Bool = false
    ) {
        self.instant = instant
        self.time = time
        self.result = result
        self.isGiven = isGiven
    }

    /// Time between an older record and this one; by the times that were given, where code gave one of them.
    /// **Unit**: millisecond.
    func milliseconds(since older: PollingRecord<Value>) -> Int {
        guard isGiven || older.isGiven else { return Int((instant - older.instant) / .milliseconds(1)) }
        let seconds = Int(time.tv_sec) - Int(older.time.tv_sec)
        let microseconds = Int(time.tv_usec) - Int(older.time.tv_usec)
        return (seconds * 1_000_000 + microseconds) / 1000
    }
}

/// The last executions of a polled object.
public struct PollingRing<Value: Sendable>: Sendable {
    /// How many are kept.
    public let depth: Int
    private var storage: [PollingRecord<Value>] = []
    private var oldest = 0

    /// A buffer for `depth` records, at least one.
    public init(depth: Int) { self.depth = max(1, depth) }

    /// Adds the newest record, and forgets the oldest if the buffer is full.
    public mutating func append(_ record: PollingRecord<Value>) {
        if storage.count < depth {
            storage.append(record)
        } else {
            storage[oldest] = record
            oldest = (oldest + 1) % depth
        }
    }

    /// How many records there are.
    public var count: Int { storage.count }

    /// Whether nothing was recorded yet.
    public var isEmpty: Bool { storage.isEmpty }

    /// The newest record.
    public var newest: PollingRecord<Value>? { storage.isEmpty ? nil : self[newest: 0] }

    /// The newest record for 0, the one before it for 1, and so on.
    public subscript(newest offset: Int) -> PollingRecord<Value> {
        storage[(oldest + storage.count - 1 - offset) % storage.count]
    }

    /// The newest `count` records or fewer, newest first.
    public func newest(_ count: Int) -> [PollingRecord<Value>] {
        (0..<max(0, min(count, storage.count))).map { self[newest: $0] }
    }

    /// Forgets everything.
    public mutating func removeAll() {
        storage = []
        oldest = 0
    }
}
