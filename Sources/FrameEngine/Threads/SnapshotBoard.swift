import POSIXFiles
import Synchronization

/// Holds the newest values for readers, and tells the observer what changed: also that the engine's thread, which puts up
/// values more than twice a second, has put up none for half a minute.
///
/// **Isolation**: any thread; observers are called on one thread of its own.
final class SnapshotBoard: Sendable {
    /// Between two calls about values.
    static let interval = 0.1
    /// Between two looks whether the engine's thread lives. **Unit**: s.
    static let lookInterval = 5.0
    /// Looks in a row that find no sign of life before the engine counts as one that does not answer. They are counted, not
    /// timed: a process that was stopped, or a machine that has no time for it, makes no alarm.
    static let silentLooks = 6

    private struct State: Sendable {
        var snapshot: EngineSnapshot
        var stateChanges: [(EngineState, String)] = []
        var observer: (any EngineObserver)?
        var thread: DedicatedThread?
        var isClosing = false
        var version = 0
        /// The engine's thread has put up values since the last look.
        var isAlive = true
        var silentLooks = 0

        var isSilent: Bool { silentLooks >= SnapshotBoard.silentLooks }

        /// The newest values, with the state that they have while nobody renews them.
        var shown: EngineSnapshot {
            guard isSilent else { return snapshot }
            var shown = snapshot
            shown.state = .fault
            shown.status = SnapshotBoard.silence
            return shown
        }
    }

    private static let silence =
        "The engine does not answer. Its thread hangs, most likely in a local file system: look at StateDir and RawDir, and at "
        + "the messages of the kernel. All other values are old. It goes on by itself when they answer; frames stay where they "
        + "are."

    private let state: Mutex<State>
    private let bell: WakeUp
    private let lookInterval: Double

    init(_ snapshot: EngineSnapshot, lookInterval: Double = SnapshotBoard.lookInterval) throws(POSIXError) {
        self.lookInterval = lookInterval
        state = Mutex(State(snapshot: snapshot))
        bell = try WakeUp()
    }

    /// The newest values.
    var snapshot: EngineSnapshot { state.withLock { $0.shown } }

    /// Puts up new values.
    func publish(_ snapshot: EngineSnapshot) {
        let isNews = state.withLock { state in
            let wasSilent = state.isSilent
            (state.isAlive, state.silentLooks) = (true, 0)
            guard
                wasSilent || state.snapshot != snapshot
                    || !Paths.areEqual(state.snapshot.remoteDirectory, snapshot.remoteDirectory)
            else { return false }
            // Nobody takes them away without an observer.
            if state.observer != nil,
                wasSilent || state.snapshot.state != snapshot.state || state.snapshot.status != snapshot.status
            {
                state.stateChanges.append((snapshot.state, snapshot.status))
            }
            state.snapshot = snapshot
            state.version += 1
            return state.observer != nil
        }
        if isNews { bell.ring() }
    }

    /// Starts to tell an observer.
    func observe(_ observer: any EngineObserver) throws(POSIXError) {
        state.withLock { $0.observer = observer }
        let thread = try DedicatedThread(name: "observer") { [self] in run() }
        state.withLock { $0.thread = thread }
    }

    /// Tells the last values and ends the thread.
    func close() {
        let thread = state.withLock { state in
            state.isClosing = true
            return state.thread.take()
        }
        bell.ring()
        thread?.join()
        state.withLock { $0.observer = nil }
    }

    /// Looks whether the engine's thread has put up values since the last look. One that starts may read much of its ledger
    /// first, and says so.
    private func look() {
        state.withLock { state in
            defer { state.isAlive = false }
            guard !state.isAlive, !state.isClosing, state.snapshot.state != .starting, !state.isSilent else { return }
            state.silentLooks += 1
            guard state.isSilent else { return }
            state.stateChanges.append((state.shown.state, state.shown.status))
        }
    }

    private func run() {
        var told = snapshot
        var toldVersion = -1
        var nextTelling = 0.0
        var nextLook = Monotonic.now() + lookInterval
        while true {
            if Monotonic.now() >= nextLook {
                look()
                nextLook = Monotonic.now() + lookInterval
            }
            let (changes, newest, version, observer, isClosing) = state.withLock { state in
                defer { state.stateChanges.removeAll() }
                return (state.stateChanges, state.snapshot, state.version, state.observer, state.isClosing)
            }
            for (value, status) in changes { observer?.engineStateChanged(value, status: status) }
            let now = Monotonic.now()
            if version != toldVersion, now >= nextTelling || isClosing {
                let changed = EngineValue.changes(from: told, to: newest)
                if !changed.isEmpty { observer?.engineValuesChanged(changed, newest) }
                told = newest
                toldVersion = version
                nextTelling = now + Self.interval
            }
            if isClosing { return }
            let next = version == toldVersion ? nextLook : min(nextLook, nextTelling)
            _ = WakeUp.poll([bell.pollDescriptor], timeout: .seconds(max(0, next - Monotonic.now())))
            bell.clear()
        }
    }
}
