import Glibc
import Log
import Synchronization

/// Instants between two steps at which a server can be made to die, so that tests find out what a restart makes of each.
///
/// Nothing happens unless the environment names one: with `FRAMEWATCH_DIE_AT=claimed` the process ends by signal 9 the
/// first time a frame has been claimed, with `claimed:3` the third time.
///
/// **Isolation**: any thread.
enum FaultPoint: String, CaseIterable, Sendable {
    /// The row of a new frame is durable, its files are untouched.
    case found
    /// The frame was taken out of the raw directory, its sidecar was not.
    case halfClaimed
    /// All files were taken; the ledger does not know.
    case claimed
    /// The recipe is written under its unfinished name.
    case merged
    /// The set waits for archiving; the ledger does not know.
    case processed
    /// The parts are written and verified; the ledger does not know their names.
    case delivered
    /// The ledger knows the names, no part has its own.
    case decided
    /// One part of a set has its name.
    case halfNamed
    /// All parts have their names, nothing is synced.
    case named
    /// The copies stand and are durable; the ledger does not know.
    case stored
    /// The ledger knows, all sources are there.
    case recorded
    /// One source was removed.
    case halfReleased
    /// All sources were removed; the ledger does not know.
    case released
    /// A server that was started again has named what an earlier one wrote.
    case resumed
    /// A bad frame was copied into the quarantine; the ledger does not know.
    case copied
    /// The ledger knows of a bad frame, its sources are there.
    case setAside
    /// The intent to throw a frame away is durable.
    case discarding
    /// The frame was thrown away, its sidecar was not.
    case halfDiscarded
    /// All was thrown away; the ledger does not know.
    case discarded
    /// A late sidecar was taken.
    case lateTaken
    /// A late sidecar lies in the archive; the ledger does not know.
    case lateStored
    /// The ledger knows of a late sidecar, its source is there.
    case lateRecorded

    private static let variable = "FRAMEWATCH_DIE_AT"
    private static let asked: String? = getenv(variable).map { String(cString: $0) }
    private static let armed: (point: FaultPoint, pass: Int)? = asked.flatMap { text in
        let parts = text.split(separator: ":", maxSplits: 1)
        guard let name = parts.first, let point = FaultPoint(rawValue: String(name)) else { return nil }
        return (point, parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    }
    private static let passes = Atomic<Int>(0)

    /// Says in the log what was asked for, so that nobody wonders why a server dies.
    static func announce(_ logger: Logger) {
        guard let asked else { return }
        if armed != nil {
            logger.warn("\(variable) is set: this server will die at \(asked), for a test.")
        } else {
            let known = allCases.map(\.rawValue).joined(separator: ", ")
            logger.error("\(variable) names no instant: \(asked). Known: \(known).")
        }
    }

    /// Dies when this is the instant that was asked for; costs a comparison otherwise.
    func reach() {
        guard let armed = Self.armed, armed.point == self else { return }
        guard Self.passes.add(1, ordering: .relaxed).newValue == armed.pass else { return }
        kill(getpid(), SIGKILL)
        // The signal ends all threads, this one perhaps not at once.
        while true { pause() }
    }
}
