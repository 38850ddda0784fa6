/// When a plugin fires: every `tick` base ticks, `offset` base ticks late.
public struct PluginTiming: Sendable, Equatable, Codable {
    /// Base ticks between two firings, at least 1.
    public let tick: Int
    /// Base ticks by which every firing is late, at least 0.
    public let offset: Int

    /// Makes a timing, or nil when `tick` is below 1 or `offset` below 0.
    public init?(tick: Int, offset: Int) {
        guard tick >= 1, offset >= 0 else { return nil }
        self.tick = tick
        self.offset = offset
    }

    /// Whether the plugin fires at this base tick: `count − offset` is a positive multiple of `tick`.
    ///
    /// The count starts at 1 and never wraps, so the phase never slips.
    public func fires(atTick count: Int) -> Bool {
        let base = count - offset
        return base > 0 && base % tick == 0
    }
}
