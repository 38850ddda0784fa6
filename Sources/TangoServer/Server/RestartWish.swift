import Synchronization

/// Whether all devices are made anew on a thread of its own, and shall be once more: however many clients ask, at most one
/// restart runs and one waits.
final class RestartWish: Sendable {
    private enum State {
        case idle
        case running
        case runningAndWanted
    }

    private let state = Mutex(State.idle)

    /// Somebody asks. True when a thread has to be started.
    func ask() -> Bool {
        state.withLock { state in
            defer { state = state == .idle ? .running : .runningAndWanted }
            return state == .idle
        }
    }

    /// A restart is over. True when somebody has asked since it began.
    func goesOn() -> Bool {
        state.withLock { state in
            defer { state = state == .runningAndWanted ? .running : .idle }
            return state == .runningAndWanted
        }
    }

    /// No thread could be started.
    func giveUp() { state.withLock { $0 = .idle } }

    /// Nothing runs and nothing waits.
    var isIdle: Bool { state.withLock { $0 == .idle } }
}
