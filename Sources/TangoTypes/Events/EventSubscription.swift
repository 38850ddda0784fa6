/// Who listens to one event of one object, and the number of its next message.
///
/// There is no unsubscribing: a subscription that nobody confirms for ten minutes is over.
public struct EventSubscription: Sendable {
    /// How long a subscription lives without being confirmed.
    public static let lifetime = Duration.seconds(600)

    /// When the subscriptions of each generation end; nil when there never was one.
    private var legacyEnd: ContinuousClock.Instant?
    private var modernEnd: ContinuousClock.Instant?
    /// The number that the next event carries. Starts at 1: clients drop 0.
    public private(set) var counter: UInt32 = 1
    private var hasReturned = false

    /// Nobody listens yet.
    public init() {}

    /// Notes that a client of this generation wants the event.
    public mutating func confirm(_ generation: EventGeneration, at now: ContinuousClock.Instant) {
        switch generation {
        case .legacy: legacyEnd = now + Self.lifetime
        case .modern: modernEnd = now + Self.lifetime
        }
    }

    /// Whether clients of this generation still listen.
    public func hasListeners(_ generation: EventGeneration, at now: ContinuousClock.Instant) -> Bool {
        guard let end = generation == .legacy ? legacyEnd : modernEnd else { return false }
        return now <= end
    }

    /// Whether clients of any generation still listen.
    public func hasListeners(at now: ContinuousClock.Instant) -> Bool {
        hasListeners(.modern, at: now) || hasListeners(.legacy, at: now)
    }

    /// Notes that a client of an earlier run of this server is back.
    ///
    /// It may have kept the number that comes next from that run, and would drop that event as a copy.
    public mutating func clientReturned() { hasReturned = true }

    /// How often the next event must be sent at least: a client drops only the first copy of a number.
    public mutating func takeCopies() -> Int {
        defer { hasReturned = false }
        return hasReturned ? 2 : 1
    }

    /// Takes the number of one event; all its copies carry it.
    public mutating func takeNumber() -> UInt32 {
        defer { counter = counter == .max ? 1 : counter + 1 }
        return counter
    }
}

/// Decides which messages are sent twice.
///
/// A publisher learns of a new subscriber only while it sends: the first message after a subscription may miss it, so
/// it is repeated with the same number, and the receiver drops the second copy.
public struct DoubleSendCredit: Sendable {
    private var event = false
    private var heartbeat = false

    /// No credit.
    public init() {}

    /// Notes a subscription.
    public mutating func subscribed() {
        event = true
        heartbeat = true
    }

    /// How often the next event is to be sent.
    public mutating func takeEvent() -> Int {
        defer { event = false }
        return event ? 2 : 1
    }

    /// How often the next heartbeat is to be sent.
    public mutating func takeHeartbeat() -> Int {
        defer { heartbeat = false }
        return heartbeat ? 2 : 1
    }
}
