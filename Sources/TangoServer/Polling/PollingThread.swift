import Synchronization
import TangoIDL
import TangoTypes

/// One thread that polls some devices, one piece of work after the other.
final class PollingThread: Sendable {
    private struct State: Sendable {
        var schedule: PollingSchedule
        var isRunning: Bool
        var thread: ServiceThread?
    }

    private let state: Mutex<State>

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - groupsAttributes: Read attributes of one device and period together.
    ///   - isRunning: False: the thread waits for ``setRunning(_:)``.
    ///   - execute: Does one piece of work.
    ///
    /// **Throws**: as ``ServiceThread/init(name:_:)``.
    init(
        groupsAttributes: Bool, isRunning: Bool, execute: @escaping @Sendable (PollingSchedule.Work) -> Void
    ) throws(DevFailed) {
        state = Mutex(State(schedule: PollingSchedule(groupsAttributes: groupsAttributes), isRunning: isRunning))
        let thread = try ServiceThread(name: "polling") { [weak self] thread in
            while thread.wait(until: self?.deadline) {
                while !thread.isStopping, let work = self?.takeDue() { execute(work) }
            }
        }
        state.withLock { $0.thread = thread }
    }

    private var deadline: ContinuousClock.Instant? {
        state.withLock { $0.isRunning ? $0.schedule.nextDue : nil }
    }

    private func takeDue() -> PollingSchedule.Work? {
        state.withLock { $0.isRunning ? $0.schedule.takeDue(at: .now) : nil }
    }

    /// Changes the schedule.
    func update(_ body: (inout PollingSchedule) -> Void) {
        let thread = state.withLock { state in
            body(&state.schedule)
            return state.thread
        }
        thread?.wake()
    }

    /// What is executed together with an object.
    func companions(of kind: PolledKind, _ name: String, device: String) -> [String] {
        state.withLock { $0.schedule.companions(of: kind, name, device: device) }
    }

    /// Lets the thread work, or wait.
    func setRunning(_ isRunning: Bool) {
        let thread = state.withLock { state in
            if isRunning, !state.isRunning { state.schedule.restart(at: .now) }
            state.isRunning = isRunning
            return state.thread
        }
        thread?.wake()
    }

    /// Ends the thread after its present piece of work, which may take as long as a device monitor.
    func stop() {
        let thread = state.withLock { $0.thread.take() }
        thread?.stop()
    }
}
