import Synchronization
import TangoIDL

/// The thread that tells clients every nine seconds that the server lives.
///
/// A thread of its own: a blocked device must not make clients believe that the server died.
final class HeartbeatThread: Sendable {
    private struct State: Sendable {
        var thread: ServiceThread?
        var schedule = HeartbeatSchedule()
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

    /// See ``HeartbeatSchedule/subscribe(at:isNewClient:)``.
    func activate(hasNewClient: Bool) {
        let thread = state.withLock { state in
            state.schedule.subscribe(at: .now, isNewClient: hasNewClient)
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
        state.withLock { [$0.schedule.next, $0.nextOther].compactMap(\.self).min() }
    }

    private func takeDue(at now: ContinuousClock.Instant) -> (beat: Bool, other: Bool) {
        state.withLock { state in
            let beat = state.schedule.take(at: now)
            let other = state.nextOther.map { $0 <= now } ?? false
            if other { state.nextOther = nil }
            return (beat, other)
        }
    }
}
