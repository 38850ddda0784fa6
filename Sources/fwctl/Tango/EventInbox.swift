import Glibc
import Synchronization
import TangoClient

/// Brings events from the threads that receive them to the main one, which also waits for the signals that end the
/// program: whoever reads its output may be slow, and a reader that went away ends it.
final class EventInbox: Sendable {
    /// Why the main thread stopped waiting.
    enum Wake {
        case events([DeviceEvent])
        case interrupted
        case timeIsUp
    }

    private let events = Mutex<[DeviceEvent]>([])
    private static let news = SIGUSR1

    /// Must be made on the main thread before any other thread is, so that all inherit what is blocked.
    init() {
        var signals = Self.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Takes an event. **Isolation**: any thread.
    func put(_ event: DeviceEvent) {
        events.withLock { $0.append(event) }
        kill(getpid(), Self.news)
    }

    /// Waits for events, for Ctrl-C or a polite end, or until `deadline`.
    func wait(until deadline: ContinuousClock.Instant?) -> Wake {
        while true {
            let arrived = events.withLock { events in
                defer { events = [] }
                return events
            }
            if !arrived.isEmpty { return .events(arrived) }
            let signal = Self.nextSignal(within: deadline.map { $0 - .now } ?? .seconds(3600))
            if signal == SIGINT || signal == SIGTERM { return .interrupted }
            if let deadline, deadline <= .now { return .timeIsUp }
        }
    }

    /// Lets time pass without taking events; true when somebody wants the program to end.
    func pause(until deadline: ContinuousClock.Instant) -> Bool {
        while deadline > .now {
            let signal = Self.nextSignal(within: deadline - .now)
            if signal == SIGINT || signal == SIGTERM { return true }
        }
        return false
    }

    private static func nextSignal(within limit: Duration) -> Int32 {
        var signals = signals
        let (seconds, attoseconds) = max(limit, .zero).components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        return sigtimedwait(&signals, nil, &time)
    }

    private static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGINT, SIGTERM, news] { sigaddset(&set, signal) }
        return set
    }
}
