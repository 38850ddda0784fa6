import Synchronization
import TangoIDL
import TangoTypes

/// The threads that ask roots, of which each may wait for one that is silent: the end of the server waits for them.
///
/// **Isolation**: any thread but these.
final class RootThreads: Sendable {
    private let state = Mutex(State())

    private struct State: Sendable {
        var running: [ServiceThread] = []
        var isStopped = false
    }

    /// Starts one.
    ///
    /// **Throws**: `API_MemoryAllocation` when the system gives no thread, `API_StdException` when the server ends.
    func start(_ body: @escaping @Sendable (ServiceThread) -> Void) throws(DevFailed) -> ServiceThread {
        try state.withLock { state throws(DevFailed) in
            guard !state.isStopped else {
                throw DevFailed(.standardException, "The server ends: no root is asked any more")
            }
            let thread = try ServiceThread(name: "root", body)
            state.running.removeAll { $0.join(within: .zero) }
            state.running.append(thread)
            return thread
        }
    }

    /// Has all of them end, and waits for them, at most `limit` altogether; false when one is left.
    func stop(within limit: Duration) -> Bool {
        let all = state.withLock { state in
            state.isStopped = true
            return state.running
        }
        for thread in all { thread.askToStop() }
        let deadline = ContinuousClock.now + limit
        return all.allSatisfy { $0.join(within: deadline - .now) }
    }
}
