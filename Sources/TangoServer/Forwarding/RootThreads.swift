import Synchronization
import TangoIDL

/// The threads that ask roots, of which each may wait for one that is silent: the end of the server waits for them.
///
/// **Isolation**: any thread but these.
final class RootThreads: Sendable {
    private let running = Mutex<[ServiceThread]>([])

    /// Starts one.
    ///
    /// **Throws**: `API_MemoryAllocation` when the system gives no thread.
    func start(_ body: @escaping @Sendable (ServiceThread) -> Void) throws(DevFailed) -> ServiceThread {
        let thread = try ServiceThread(name: "root", body)
        running.withLock { running in
            running.removeAll { $0.join(within: .zero) }
            running.append(thread)
        }
        return thread
    }

    /// Has all of them end, and waits for them, at most `limit` altogether; false when one is left.
    func stop(within limit: Duration) -> Bool {
        let all = running.withLock { $0 }
        for thread in all { thread.askToStop() }
        let deadline = ContinuousClock.now + limit
        return all.allSatisfy { $0.join(within: deadline - .now) }
    }
}
