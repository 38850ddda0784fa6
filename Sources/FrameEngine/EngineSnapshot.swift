public import FrameTypes

/// All values that the engine shows, at one moment. A copy is cheap.
public struct EngineSnapshot: Sendable, Equatable {
    /// What the engine is doing.
    public var state = EngineState.starting
    /// The state as a sentence that a beamline user understands.
    public var status = "The frame engine is starting."
    /// Absolute path that the detector writes to.
    public var rawDirectory = ""
    /// Absolute path of the work area.
    public var temporaryDirectory = ""
    /// Absolute path of what waits for archiving.
    public var processedDirectory = ""
    /// Final destination, absolute and normalised.
    public var remoteDirectory = ""
    /// Final destination as it was written or configured.
    public var remoteDirectoryAsWritten = ""
    /// Upper limit of worker processes.
    public var maxSubProcesses = 2
    /// Base tick. **Unit**: s.
    public var tickInterval = 0.333
    /// Smallest complete file. **Unit**: byte.
    public var minFileSize: Int64 = 9
    /// Time without change after which a file counts as settled. **Unit**: s.
    public var minFileAge = 0.2
    /// How long a frame waits for its sidecar. **Unit**: s.
    public var sidecarWait = 10.0
    /// Base ticks since the start of the server.
    public var tickCount = 0
    /// Living worker processes, idle ones too.
    public var subProcessCount = 0
    /// The plugins, in firing order.
    public var plugins: [PluginSnapshot] = []
    /// Frames found since the start of the server: pending + archived + failed + discarded, always.
    public var framesFound = 0
    /// Frames on their way.
    public var framesPending = 0
    /// Frames in the archive, verified.
    public var framesArchived = 0
    /// Frames set aside or lost.
    public var framesFailed = 0
    /// Frames thrown away by a rule.
    public var framesDiscarded = 0
    /// **Unit**: byte.
    public var bytesArchived: Int64 = 0
    /// Over the last 60 s. **Unit**: 1/s.
    public var frameRate = 0.0
    /// Over the last 60 s. **Unit**: MB/s.
    public var dataRate = 0.0
    /// From the complete raw frame to the archive, mean over the last 60 s; nil when there was none. **Unit**: s.
    public var latency: Double?
    /// Use of the file system of the raw directory; nil when unknown. **Unit**: %.
    public var rawUsed: Double?
    /// Use of the file system of the destination; nil when unknown. **Unit**: %.
    public var remoteUsed: Double?
    /// Until the RAM disk is full at the present rates; nil when it does not fill. **Unit**: s.
    public var timeToFull: Double?
    /// Back-pressure.
    public var level = PressureLevel.green
    /// The acquisition should pause.
    public var hold = false
    /// Path of the last archived frame; empty before the first.
    public var lastFrame = ""
    /// The last failure as a sentence; empty before the first.
    public var lastError = ""
    /// Counters of the last archived frame; nil before the first.
    public var frameStatistics: FrameStatistics?
    /// Frames of this start per state, in the order of `UnitState.allCases`.
    public var unitsPerState = [Int](repeating: 0, count: UnitState.allCases.count)
    /// Age of the oldest frame that is neither archived, discarded nor quarantined. **Unit**: s.
    public var oldestPending = 0.0

    /// The values of an engine that has not started.
    public init() {}

    /// Puts up what was counted.
    mutating func show(_ counters: FrameCounters, _ stateCounts: [Int], tickCount: Int) {
        framesFound = counters.found
        framesPending = counters.pending
        framesArchived = counters.archived
        framesFailed = counters.failed
        framesDiscarded = counters.discarded
        unitsPerState = stateCounts
        self.tickCount = tickCount
    }
}
