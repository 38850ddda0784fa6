import Synchronization
import TangoIDL

/// The thread that tells clients every nine seconds that the server lives.
///
/// A thread of its own: a blocked device must not make clients believe that the server died.
final class HeartbeatThread: Sendable {
    /// Clients give up after ten seconds of silence.
    static let period = Duration.seconds(9)
    /// A new client has connected its socket by then.
    static let firstDelay = Duration.seconds(1)

    private struct State: Sendable {
        var thread: ServiceThread?
        var nextBeat: ContinuousClock.Instant?
        var nextOther: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - beat: Sends a heartbeat.
    ///   - other: What ``wake(at:)`` asks for.
    ///
    /// **Throws**: as ``ServiceThread/init(name:_:)``.
    func start(beat: @escaping @Sendable () -> Void, other: @escaping @Sendable () -> Void) throws(DevFailed) {
        let thread = try ServiceThread(name: "heartbeat") { [weak self] thread in
            while thread.wait(until: self?.deadline) {
                guard let self else { return }
                let due = self.takeDue(at: .now)
                if due.beat { beat() }
                if due.other { other() }
            }
        }
        state.withLock { $0.thread = thread }
    }

    /// The first subscription starts the heartbeat; every later one brings the next beat forward for the new client.
    func activate(hasNewClient: Bool) {
        let soon = ContinuousClock.now + Self.firstDelay
        let thread = state.withLock { state in
            state.nextBeat = state.nextBeat.map { hasNewClient ? min($0, soon) : $0 } ?? soon
            return state.thread
        }
        thread?.wake()
    }

    /// Runs the other work at `deadline`.
    func wake(at deadline: ContinuousClock.Instant) {
        let thread = state.withLock { state in
            state.nextOther = state.nextOther.map { min($0, deadline) } ?? deadline
            return state.thread
        }
        thread?.wake()
    }

    /// Ends the thread.
    func stop() {
        let thread = state.withLock { $0.thread.take() }
        thread?.stop()
    }

    private var deadline: ContinuousClock.Instant? {
        state.withLock { [$0.nextBeat, $0.nextOther].compactMap(\.self).min() }
    }

    private func takeDue(at now: ContinuousClock.Instant) -> (beat: Bool, other: Bool) {
        state.withLock { state in
            let beat = state.nextBeat.map { $0 <= now } ?? false
            let other = state.nextOther.map { $0 <= now } ?? false
            if beat { state.nextBeat = now + Self.period }
            if other { state.nextOther = nil }
            return (beat, other)
        }
    }
}
