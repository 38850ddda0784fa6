internal import CLinux
internal import Dispatch
import Glibc
import Synchronization

/// A thread of our own for work that blocks; the cooperative pool must not.
public final class DedicatedThread: Sendable {
    private let handle: pthread_t
    /// Whether somebody waited for its end, or said that nobody will.
    private let isSettled = Atomic(false)
    /// Signalled at the end of the body.
    private let ended = DispatchSemaphore(value: 0)

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void
        let ended: DispatchSemaphore
        init(name: String, body: @escaping @Sendable () -> Void, ended: DispatchSemaphore) {
            (self.name, self.body, self.ended) = (name, body, ended)
        }
    }

    /// Starts a thread with all signals blocked. `name` is cut to 15 bytes, as the system wants it.
    ///
    /// **Throws**: the failure of `pthread_create`.
    public init(name: String, _ body: @escaping @Sendable () -> Void) throws(POSIXError) {
        let start = Unmanaged.passRetained(Start(name: name, body: body, ended: ended))
        var thread = pthread_t()
        // Signals are for the thread that the executable chose; a new thread inherits the mask of its maker.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        let result = pthread_create(&thread, nil, Self.entry, start.toOpaque())
        pthread_sigmask(SIG_SETMASK, &before, nil)
        guard result == 0 else {
            start.release()
            throw POSIXError("start", "a thread", errorNumber: result)
        }
        handle = thread
    }

    /// Waits for the end of the thread; once, from another thread.
    public func join() {
        isSettled.store(true, ordering: .relaxed)
        pthread_join(handle, nil)
    }

    /// Waits for the end of the thread, but not longer; one that has not ended goes on by itself. True when it ended. Once,
    /// instead of ``join()``.
    public func join(within limit: Duration) -> Bool {
        isSettled.store(true, ordering: .relaxed)
        // Not by pthread_clockjoin_np, which the thread sanitizer does not know.
        let hasEnded =
            ended.wait(timeout: .now() + .milliseconds(Int(max(.zero, limit) / .milliseconds(1)))) == .success
        if hasEnded { pthread_join(handle, nil) } else { pthread_detach(handle) }
        return hasEnded
    }

    /// Nobody will wait for its end. Once, instead of ``join()``.
    public func leave() {
        isSettled.store(true, ordering: .relaxed)
        pthread_detach(handle)
    }

    /// A thread that nobody waited for must not keep its stack when it has ended.
    deinit { if !isSettled.load(ordering: .relaxed) { pthread_detach(handle) } }

    private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
        clinux_name_thread(String(start.name.prefix(15)))
        start.body()
        start.ended.signal()
        return nil
    }
}
