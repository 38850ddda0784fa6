import TangoIDL

/// Remembers what was sent last and decides whether something new is worth an event.
public struct ChangeDetector: Sendable {
    private var last: EventContent?

    /// Nothing was sent yet.
    public init() {}

    /// Whether `content` differs enough from what was ``remember(_:)``ed last. True the first time.
    public func differs(
        _ content: EventContent, type: TangoType, relative: ChangeCriterion, absolute: ChangeCriterion
    ) -> Bool {
        guard let last else { return true }
        switch (last, content) {
        case (.error(let before), .error(let after)):
            return !Self.isSame(before, after)
        case (.error, .value), (.value, .error):
            return true
        case (.value(let before), .value(let after)):
            if before.quality != after.quality { return true }
            if after.quality == .ATTR_INVALID { return false }
            if before.r_dim != after.r_dim || before.w_dim != after.w_dim { return true }
            return ValueComparison.differs(
                before.value, after.value, type: type, relative: relative, absolute: absolute)
        }
    }

    /// Whether the quality went into or out of ALARM or WARNING, or reading began or ceased to fail.
    public func differsInAlarm(_ content: EventContent) -> Bool {
        guard let last else { return true }
        switch (last, content) {
        case (.error(let before), .error(let after)): return !Self.isSame(before, after)
        case (.error, .value), (.value, .error): return true
        case (.value(let before), .value(let after)):
            let concerned: [AttrQuality] = [.ATTR_ALARM, .ATTR_WARNING]
            guard before.quality != after.quality else { return false }
            return concerned.contains(before.quality) || concerned.contains(after.quality)
        }
    }

    /// Notes what is sent.
    public mutating func remember(_ content: EventContent) { last = content }

    /// Forgets everything: the next content makes an event.
    public mutating func reset() { last = nil }

    private static func isSame(_ left: [DevError], _ right: [DevError]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy {
                $0.reason == $1.reason && $0.desc == $1.desc && $0.origin == $1.origin && $0.severity == $1.severity
            }
    }
}

/// When an event that repeats is due.
public struct EventPeriod: Sendable {
    private var last: ContinuousClock.Instant?

    /// Due at once.
    public init() {}

    /// Whether the period is over. Clocks and schedules are never exact, so a little less than the period is enough.
    public func isOver(_ milliseconds: Int, at now: ContinuousClock.Instant) -> Bool {
        guard let last else { return true }
        let enough = milliseconds >= 5000 ? Double(milliseconds) - 100 : Double(milliseconds) * 0.98
        return (now - last) / .milliseconds(1) > enough
    }

    /// Starts the period again.
    public mutating func restart(at now: ContinuousClock.Instant) { last = now }
}
