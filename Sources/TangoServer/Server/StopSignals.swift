import Dispatch
import Glibc
import Log
import Synchronization
import TangoIDL

/// The signals that end a server, taken by a thread of their own from the beginning: a start that hangs can be ended too.
final class StopSignals: Sendable {
    private let asked = DispatchSemaphore(value: 0)
    private let hasStarted = DispatchSemaphore(value: 0)
    private let abandoned = Mutex<(@Sendable () -> Void)?>(nil)

    /// How long a start that is under way may take to end well, so that its devices are shut down.
    private static let grace: DispatchTimeInterval = .seconds(2)

    /// Blocks them in this thread and all that it makes; ignores a broken pipe.
    ///
    /// **Throws**: as ``ServiceThread/init(name:_:)``.
    init() throws(DevFailed) {
        var set = Self.set
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
        _ = try ServiceThread(name: "signals") { [self] _ in watch() }
    }

    /// Sets what is left to do when the process ends in the middle of its start.
    func whenAbandoned(_ body: @escaping @Sendable () -> Void) { abandoned.withLock { $0 = body } }

    /// The start is over: from now on ``wait()`` decides about the end.
    func started() { hasStarted.signal() }

    /// Waits for a signal that means "end"; a hangup is swallowed.
    func wait() { asked.wait() }

    /// Makes ``wait()`` return, from any thread.
    func raise() { kill(getpid(), SIGTERM) }

    private func watch() {
        var set = Self.set
        var number: Int32 = 0
        repeat { sigwait(&set, &number) } while number == SIGHUP
        asked.signal()
        guard hasStarted.wait(timeout: .now() + Self.grace) == .timedOut else { return }
        abandoned.withLock { $0 }?()
        LineWriter.flushAll(within: .seconds(1))
        _exit(0)
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGQUIT, SIGHUP] { sigaddset(&set, number) }
        return set
    }
}
