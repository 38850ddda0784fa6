import POSIXFiles
import Synchronization

/// Holds the newest values for readers, and tells the observer what changed.
///
/// **Isolation**: any thread; observers are called on one thread of its own.
final class SnapshotBoard: Sendable {
    /// Between two calls about values.
    static let interval = 0.1

    private struct State: Sendable {
        var snapshot: EngineSnapshot
        var stateChanges: [(EngineState, String)] = []
        var observer: (any EngineObserver)?
        var thread: DedicatedThread?
        var isClosing = false
        var version = 0
    }

    private let state: Mutex<State>
    private let bell: WakeUp

    init(_ snapshot: EngineSnapshot) throws(POSIXError) {
        state = Mutex(State(snapshot: snapshot))
        bell = try WakeUp()
    }

    /// The newest values.
    var snapshot: EngineSnapshot { state.withLock { $0.snapshot } }

    /// Puts up new values.
    func publish(_ snapshot: EngineSnapshot) {
        let isNews = state.withLock { state in
            guard
                state.snapshot != snapshot
                    || !Paths.areEqual(state.snapshot.remoteDirectory, snapshot.remoteDirectory)
            else { return false }
            // Nobody takes them away without an observer.
            if state.observer != nil,
                state.snapshot.state != snapshot.state || state.snapshot.status != snapshot.status
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

    private func run() {
        var told = snapshot
        var toldVersion = -1
        var nextTelling = 0.0
        while true {
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
            let wait = version == toldVersion ? 3_600 : max(0, nextTelling - Monotonic.now())
            _ = WakeUp.poll([bell.pollDescriptor], timeout: .seconds(wait))
            bell.clear()
        }
    }
}
