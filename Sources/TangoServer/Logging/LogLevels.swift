import Log
import Synchronization

/// The levels of the devices' logs.
///
/// Where nobody has said which, clients are told OFF, as by the C++ servers, and what goes wrong is logged all the same.
///
/// **Isolation**: any thread.
final class LogLevels: Sendable {
    /// What is logged where nobody has said what to log.
    static let unsaid = LogLevel.warn

    private let entries = Mutex<[String: Entry]>([:])

    private struct Entry {
        let threshold: LogThreshold
        /// Whether the command line, a property or a client said what to log.
        var isSaid = false
        /// The level to go back to; nil while the log was not stopped.
        var stopped: LogLevel?
    }

    /// The level in force for a device's logger; it outlives the device.
    ///
    /// - Parameter first: What is in force until somebody says more; asked only once for each device.
    func threshold(for device: String, first: () -> LogLevel) -> LogThreshold {
        entries.withLock { known in
            if let entry = known[device.lowercased()] { return entry.threshold }
            let entry = Entry(threshold: LogThreshold(first()))
            known[device.lowercased()] = entry
            return entry.threshold
        }
    }

    /// Sets the level of a device; nil when nobody says which.
    func set(_ level: LogLevel?, of device: String) {
        entries.withLock { known in
            let key = device.lowercased()
            let threshold = known[key]?.threshold ?? LogThreshold(Self.unsaid)
            threshold.level = level ?? Self.unsaid
            known[key] = Entry(threshold: threshold, isSaid: level != nil, stopped: known[key]?.stopped)
        }
    }

    /// The level that clients are told.
    func told(of device: String) -> LogLevel {
        entries.withLock { known in
            guard let entry = known[device.lowercased()], entry.isSaid else { return .off }
            return entry.threshold.level
        }
    }

    /// Switches all logs off and remembers their levels; once is enough.
    func stop() {
        entries.withLock { known in
            guard known.values.allSatisfy({ $0.stopped == nil }) else { return }
            for (name, entry) in known {
                known[name]?.stopped = entry.threshold.level
                entry.threshold.level = .off
            }
        }
    }

    /// Gives all logs the levels that they had.
    func start() {
        entries.withLock { known in
            for (name, entry) in known {
                if let level = entry.stopped { entry.threshold.level = level }
                known[name]?.stopped = nil
            }
        }
    }
}
