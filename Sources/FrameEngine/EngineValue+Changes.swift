import POSIXFiles

extension EngineValue {
    /// The values that differ between two snapshots.
    static func changes(from old: EngineSnapshot, to new: EngineSnapshot) -> Set<EngineValue> {
        Set(allCases.filter { $0.differs(old, new) })
    }

    private func differs(_ old: EngineSnapshot, _ new: EngineSnapshot) -> Bool {
        func differ<Value: Equatable>(_ field: KeyPath<EngineSnapshot, Value>) -> Bool {
            old[keyPath: field] != new[keyPath: field]
        }
        // Two paths that Swift calls equal may be two files.
        func differ(_ field: KeyPath<EngineSnapshot, String>) -> Bool {
            !Paths.areEqual(old[keyPath: field], new[keyPath: field])
        }
        return switch self {
        case .directories:
            differ(\.rawDirectory) || differ(\.temporaryDirectory) || differ(\.processedDirectory)
        case .remoteDirectory: differ(\.remoteDirectory) || differ(\.remoteDirectoryAsWritten)
        case .maxSubProcesses: differ(\.maxSubProcesses)
        case .tickInterval: differ(\.tickInterval)
        case .tickCount: differ(\.tickCount)
        case .subProcessCount: differ(\.subProcessCount)
        case .plugins: differ(\.plugins)
        case .framesFound: differ(\.framesFound)
        case .framesPending: differ(\.framesPending)
        case .framesArchived: differ(\.framesArchived)
        case .framesFailed: differ(\.framesFailed)
        case .framesDiscarded: differ(\.framesDiscarded)
        case .bytesArchived: differ(\.bytesArchived)
        case .frameRate: differ(\.frameRate)
        case .dataRate: differ(\.dataRate)
        case .latency: differ(\.latency)
        case .rawUsed: differ(\.rawUsed)
        case .remoteUsed: differ(\.remoteUsed)
        case .timeToFull: differ(\.timeToFull)
        case .level: differ(\.level)
        case .hold: differ(\.hold)
        case .lastFrame: differ(\.lastFrame)
        case .lastError: differ(\.lastError)
        case .frameStatistics: differ(\.frameStatistics)
        case .unitsPerState: differ(\.unitsPerState)
        case .oldestPending: differ(\.oldestPending)
        }
    }
}
