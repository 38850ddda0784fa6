/// Counts frames so that found is always the sum of the rest: it is never counted itself.
public struct FrameCounters: Sendable, Equatable {
    /// On their way.
    public private(set) var pending = 0
    /// In the archive, verified.
    public private(set) var archived = 0
    /// Set aside or lost.
    public private(set) var failed = 0
    /// Thrown away by a rule.
    public private(set) var discarded = 0

    /// Starts at zero.
    public init() {}

    /// Everything that was ever found.
    public var found: Int { pending + archived + failed + discarded }

    /// The same without what is pending.
    public var ended: FrameCounters {
        var ended = self
        ended.pending = 0
        return ended
    }

    /// A frame was found: settled, with a row in the ledger.
    public mutating func find() { pending += 1 }

    /// A pending frame is safe.
    public mutating func archive() { leave(to: \.archived) }

    /// A pending frame was set aside or is lost.
    public mutating func fail() { leave(to: \.failed) }

    /// A pending frame was thrown away.
    public mutating func discard() { leave(to: \.discarded) }

    private mutating func leave(to counter: WritableKeyPath<FrameCounters, Int>) {
        precondition(pending > 0, "a frame that was never found cannot end")
        pending -= 1
        self[keyPath: counter] += 1
    }
}
