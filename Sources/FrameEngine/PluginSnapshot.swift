public import FrameTypes

/// One row of the plugin table.
public struct PluginSnapshot: Sendable, Equatable {
    /// What a plugin is doing.
    public enum State: String, Sendable {
        /// Enabled, nothing to do at the moment.
        case idle = "IDLE"
        /// A firing works.
        case running = "RUNNING"
        /// Its step waits, in ticks and wake-ups.
        case disabled = "DISABLED"
        /// Its last firing failed.
        case failed = "FAILED"
    }

    /// Such as `01_prepare_raw`.
    public var name: String
    /// When it fires.
    public var timing: PluginTiming
    /// What it is doing.
    public var state: State
    /// Firings by tick since start.
    public var firings: Int
    /// Firings that were skipped because the previous one was still running.
    public var skipped: Int
}
