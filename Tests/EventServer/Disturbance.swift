import Glibc
import Synchronization

/// Makes system calls fail with EINTR a thousand times a second and starts child processes all the time, as device
/// code may do.
enum Disturbance {
    private static let isRunning = Atomic(false)

    /// Starts both; a second call changes nothing.
    static func start() throws {
        guard isRunning.exchange(true, ordering: .relaxed) == false else { return }
        startTimer()
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, spawnChildren, nil)
        guard status == 0 else { throw DisturbanceError(call: "pthread_create", status: status) }
        pthread_detach(thread)
    }

    private static func startTimer() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        // Without SA_RESTART, so that calls are really interrupted.
        action.sa_flags = 0
        sigaction(SIGALRM, &action, nil)
        let period = timeval(tv_sec: 0, tv_usec: 1000)
        var timer = itimerval(it_interval: period, it_value: period)
        setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
    }
}

private func spawnChildren(_: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    while true {
        var child = pid_t()
        guard spawnTrue(&child) == 0 else { continue }
        while waitpid(child, nil, 0) == -1, errno == EINTR {}
        usleep(20_000)
    }
}

private func spawnTrue(_ child: inout pid_t) -> Int32 {
    "/bin/true".withCString { path in
        var arguments: [UnsafeMutablePointer<CChar>?] = [UnsafeMutablePointer(mutating: path), nil]
        return posix_spawn(&child, path, nil, nil, &arguments, environ)
    }
}

/// A disturbance could not be started.
struct DisturbanceError: Error, CustomStringConvertible {
    let call: String
    let status: Int32
    var description: String { "\(call) failed with error \(status)." }
}

/// The clock that all processes of a machine share.
enum MonotonicClock {
    static var nanoseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
