import FrameTypes
import POSIXFiles
import Workers

/// What other threads ask for, run on the engine's thread.
extension EngineCore {
    /// Gives the refusal, or nil.
    func start() -> EngineError? {
        isWanted = true
        cutOff = nil
        if health.isFault {
            health.nextOpening = 0
            checkHealth(at: Monotonic.now())
        }
        nextTick = max(nextTick, Monotonic.now())
        publish()
        guard health.isFault else { return nil }
        return EngineError(.cannotRun, values.status)
    }

    /// No new step begins; what runs may end for two seconds.
    func stop() {
        if isWanted { cutOff = Monotonic.now() + Self.stopLimit }
        isWanted = false
        withdrawJobs()
        publish()
    }

    private static var stopLimit: Double { 2 }

    /// What still runs is cut off, to no one's blame: it is done again after the next start.
    func cutOffJobs() {
        cutOff = nil
        for ticket in poolJobs.keys { services?.pool.cut(ticket) }
    }

    /// Gives why nothing was looked at, or nil.
    func rescan() -> EngineError? {
        guard services != nil, health.directoryProblem == nil else { return EngineError(.cannotRun, values.status) }
        findAgain(at: .infinity)
        return scan(at: Monotonic.now()) ? nil : unlisted
    }

    /// Every name that lies in the raw directory keeps the destination in force until now, also while the engine cannot
    /// run. Gives the refusal, or nil.
    func setRemote(_ path: String, asWritten written: String, mountPoint: String?) -> EngineError? {
        if services != nil { findAgain(at: .infinity) }
        if !values.remoteDirectory.isEmpty, exists(properties.rawDirectory), !scan(at: Monotonic.now()) {
            return unlisted
        }
        if !Paths.areEqual(path, values.remoteDirectory) { values.remoteUsed = nil }
        values.remoteDirectory = path
        values.remoteDirectoryAsWritten = written
        properties.remoteDirectory = written
        health.destinationProblem = nil
        useStore(path, mountPoint: mountPoint)
        _ = line(to: path)
        publish()
        return nil
    }

    private var unlisted: EngineError {
        EngineError(
            .cannotRun,
            "RawDir (\(properties.rawDirectory)) cannot be listed now, and what lies there keeps the destination of now. "
                + "Try again when it can.")
    }

    func setMaxSubProcesses(_ count: Int) {
        properties.maxSubProcesses = count
        values.maxSubProcesses = count
        services?.pool.setLimit(count)
        publish()
    }

    func setTickInterval(_ seconds: Double) {
        properties.tickInterval = seconds
        values.tickInterval = seconds
        nextTick = Monotonic.now() + seconds
        publish()
    }

    /// What is known of a frame beyond the ledger.
    func live(_ frame: String) -> LiveFrame? {
        func isMeant(_ path: String) -> Bool {
            Paths.areEqual(path, frame) || Paths.areEqual(Paths.base(of: path), frame)
                || Paths.hasSuffix(path, "/" + frame)
        }
        if let candidate = candidates.values.first(where: { isMeant($0.path) }) {
            return LiveFrame(
                id: nil, path: candidate.path, destination: candidate.destination, state: "seen",
                reason: candidate.explanation)
        }
        guard let unit = units.values.first(where: { isMeant($0.path) }) else { return nil }
        return LiveFrame(
            id: unit.id, path: unit.path, destination: unit.destination, state: unit.state.rawValue,
            reason: unit.waiting ?? breakers[unit.destination]?.reason)
    }
}

/// A frame as the engine has it in memory.
struct LiveFrame: Sendable {
    var id: Int64?
    var path: String
    var destination: String
    var state: String
    var reason: String?
}
