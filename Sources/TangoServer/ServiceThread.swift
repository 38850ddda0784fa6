internal import CLinux
import Dispatch
import Glibc
import Synchronization
import TangoIDL
import TangoTypes

/// A thread of the server's own that can be woken and joined: heartbeats, polling.
///
/// All signals are blocked in it; it may block, so it is no task.
///
/// **Isolation**: any thread but its own may stop it.
final class ServiceThread: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let finished = DispatchSemaphore(value: 0)
    private let stopping = Atomic(false)
    private let name: String

    /// What the thread runs, with what it runs on.
    private final class Body: Sendable {
        let thread: ServiceThread
        let run: @Sendable (ServiceThread) -> Void

        init(_ thread: ServiceThread, _ run: @escaping @Sendable (ServiceThread) -> Void) {
            self.thread = thread
            self.run = run
        }
    }

    /// Starts a thread that runs `body` once; the body loops until ``wait(until:)`` says stop.
    ///
    /// **Throws**: `API_MemoryAllocation` when the system gives no thread.
    init(name: String, _ body: @escaping @Sendable (ServiceThread) -> Void) throws(DevFailed) {
        self.name = name
        let context = Unmanaged.passRetained(Body(self, body))
        var all = sigset_t()
        var previous = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        var identifier = pthread_t()
        let result = pthread_create(
            &identifier, nil,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                _ = clinux_name_thread(String(body.thread.name.prefix(15)))
                body.run(body.thread)
                body.thread.finished.signal()
                return nil
            }, context.toOpaque())
        guard result == 0 else {
            context.release()
            throw DevFailed(
                .memoryAllocation,
                "No thread can be started for \(name): \(String(cString: strerror(result))). Raise the limits of memory and "
                    + "of processes for the server, or end what leaks threads.", origin: "ServiceThread")
        }
        pthread_detach(identifier)
    }

    /// Called by the thread itself: sleeps until `deadline`, until somebody calls ``wake()``, or for an hour.
    ///
    /// - Returns: false when the thread must end.
    func wait(until deadline: ContinuousClock.Instant?) -> Bool {
        if let deadline {
            // A property may put the deadline beyond what a number of nanoseconds holds; who called looks again anyway.
            let left = min(max(deadline - .now, .zero), .seconds(3600))
            let nanoseconds = Int(left / .nanoseconds(1))
            _ = semaphore.wait(timeout: .now() + .nanoseconds(nanoseconds))
        } else {
            semaphore.wait()
        }
        return !stopping.load(ordering: .acquiring)
    }

    /// Whether the thread must end.
    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Ends the thread's present sleep, or its next one.
    func wake() { semaphore.signal() }

    /// Ends the thread and waits until it is gone, at most `limit`.
    func stop(within limit: Duration = .seconds(5)) {
        askToStop()
        _ = join(within: limit)
    }

    /// Has the thread end soon.
    func askToStop() {
        stopping.store(true, ordering: .releasing)
        semaphore.signal()
    }

    /// Waits until the thread is gone, at most `limit`; false when it is not.
    func join(within limit: Duration) -> Bool {
        let milliseconds = Int(max(limit, .zero) / .milliseconds(1))
        guard finished.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return false }
        finished.signal()
        return true
    }
}
