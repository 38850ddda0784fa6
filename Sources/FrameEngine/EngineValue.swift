/// Names the values of an ``EngineSnapshot`` that change by themselves, for ``EngineObserver``.
public enum EngineValue: String, Sendable, CaseIterable {
    /// ``EngineSnapshot/rawDirectory``, ``EngineSnapshot/temporaryDirectory``, ``EngineSnapshot/processedDirectory``.
    case directories
    /// ``EngineSnapshot/remoteDirectory`` or ``EngineSnapshot/remoteDirectoryAsWritten``.
    case remoteDirectory
    /// ``EngineSnapshot/maxSubProcesses``.
    case maxSubProcesses
    /// ``EngineSnapshot/tickInterval``.
    case tickInterval
    /// ``EngineSnapshot/tickCount``.
    case tickCount
    /// ``EngineSnapshot/subProcessCount``.
    case subProcessCount
    /// ``EngineSnapshot/plugins``.
    case plugins
    /// ``EngineSnapshot/framesFound``.
    case framesFound
    /// ``EngineSnapshot/framesPending``.
    case framesPending
    /// ``EngineSnapshot/framesArchived``.
    case framesArchived
    /// ``EngineSnapshot/framesFailed``.
    case framesFailed
    /// ``EngineSnapshot/framesDiscarded``.
    case framesDiscarded
    /// ``EngineSnapshot/bytesArchived``.
    case bytesArchived
    /// ``EngineSnapshot/frameRate``.
    case frameRate
    /// ``EngineSnapshot/dataRate``.
    case dataRate
    /// ``EngineSnapshot/latency``.
    case latency
    /// ``EngineSnapshot/rawUsed``.
    case rawUsed
    /// ``EngineSnapshot/remoteUsed``.
    case remoteUsed
    /// ``EngineSnapshot/timeToFull``.
    case timeToFull
    /// ``EngineSnapshot/level``.
    case level
    /// ``EngineSnapshot/hold``.
    case hold
    /// ``EngineSnapshot/lastFrame``.
    case lastFrame
    /// ``EngineSnapshot/lastError``.
    case lastError
    /// ``EngineSnapshot/frameStatistics``.
    case frameStatistics
    /// ``EngineSnapshot/unitsPerState``.
    case unitsPerState
    /// ``EngineSnapshot/oldestPending``.
    case oldestPending
}
