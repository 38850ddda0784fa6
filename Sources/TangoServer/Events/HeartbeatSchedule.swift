/// When heartbeats are due.
struct HeartbeatSchedule: Sendable {
    /// Clients give up after ten seconds of silence.
    static let period = Duration.seconds(9)
    /// A new client has connected its socket by then.
    static let firstDelay = Duration.seconds(1)

    /// The next heartbeat; nil before the first subscription.
    private(set) var next: ContinuousClock.Instant?
    private var start: ContinuousClock.Instant?

    /// The first subscription starts the heartbeat; every later one of a new client brings the next beat forward for it.
    ///
    /// Clients look for silence every ten seconds from their subscription on. The period is counted from there, too: counted
    /// from the first beat, one of them would be 9.9 seconds old at each second look, and a dead server be seen at the third.
    mutating func subscribe(at now: ContinuousClock.Instant, isNewClient: Bool) {
        let soon = now + Self.firstDelay
        guard next.map({ isNewClient && soon < $0 }) ?? true else { return }
        (next, start) = (soon, now)
    }

    /// Whether a beat is due; it is not due again before its time.
    mutating func take(at now: ContinuousClock.Instant) -> Bool {
        guard let next, next <= now else { return false }
        // After a time of standing still the beats begin anew.
        self.next = max((start ?? next) + Self.period, now + Self.firstDelay)
        start = nil
        return true
    }
}
