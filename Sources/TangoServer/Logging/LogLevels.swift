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
        /// What the command line, a property or a client said to log; nil where nobody did.
        var said: LogLevel?
        /// The same as it was when the log was stopped last, or began.
        var kept: LogLevel?
        /// Whether nothing was said since the log was stopped.
        var isStopped = false

        mutating func put(_ level: LogLevel?) {
            said = level
            isStopped = false
            threshold.level = level ?? LogLevels.unsaid
        }

        mutating func stop() {
            // Who stops it again must not lose the level.
            guard !isStopped else { return }
            kept = said
            isStopped = true
            threshold.level = .off
        }
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

    /// Begins the log of a new device; nil when nobody says its level.
    ///
    /// - Parameter kept: The level that it gets by ``start()`` if nobody stops it before.
    func begin(_ level: LogLevel?, kept: LogLevel?, of device: String) {
        change(device) { entry in
            entry.put(level)
            entry.kept = kept
        }
    }

    /// Sets the level of a device; nil when nobody says which.
    func set(_ level: LogLevel?, of device: String) { change(device) { $0.put(level) } }

    /// Has ``start()`` give a device the level that it has now.
    func keep(of device: String) { change(device) { if !$0.isStopped { $0.kept = $0.said } } }

    private func change(_ device: String, _ body: (inout Entry) -> Void) {
        entries.withLock { body(&$0[device.lowercased(), default: Entry(threshold: LogThreshold(Self.unsaid))]) }
    }

    /// The level that clients are told.
    func told(of device: String) -> LogLevel {
        entries.withLock { known in
            guard let entry = known[device.lowercased()], !entry.isStopped else { return .off }
            return entry.said ?? .off
        }
    }

    /// Switches all logs off and remembers their levels; once is enough.
    func stop() { each { $0.stop() } }

    /// Gives all logs the levels that they had when they were stopped last, else those that they began with.
    func start() { each { $0.put($0.kept) } }

    private func each(_ body: (inout Entry) -> Void) {
        entries.withLock { known in
            for name in known.keys {
                guard var entry = known[name] else { continue }
                body(&entry)
                known[name] = entry
            }
        }
    }
}
