import FrameTypes

/// What one engine did, so that the next one of the same device goes on counting: `Init` is no start of the server.
public struct EngineHistory: Sendable {
    /// Without the pending ones, which are found again in the ledger.
    var counters = FrameCounters()
    /// The same by state.
    var stateCounts = [Int](repeating: 0, count: UnitState.allCases.count)
    var tickCount = 0
    /// **Unit**: byte.
    var bytesArchived: Int64 = 0
    var lastFrame = ""
    var lastError = ""
    var frameStatistics: FrameStatistics?

    /// Nothing was done yet.
    public init() {}

    /// Puts it into values that are shown before anything new is done.
    func show(in values: inout EngineSnapshot) {
        values.show(counters, stateCounts, tickCount: tickCount)
        values.bytesArchived = bytesArchived
        values.lastFrame = lastFrame
        values.lastError = lastError
        values.frameStatistics = frameStatistics
    }
}

extension EngineCore {
    /// What was done by now, also by the engines before.
    var doneSoFar: EngineHistory {
        var done = EngineHistory()
        done.counters = counters.ended
        done.stateCounts = stateCounts
        for unit in units.values { done.stateCounts[index(unit.state)] -= 1 }
        done.tickCount = tickCount
        done.bytesArchived = values.bytesArchived
        done.lastFrame = values.lastFrame
        done.lastError = values.lastError
        done.frameStatistics = values.frameStatistics
        return done
    }
}
