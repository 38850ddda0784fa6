import Log
import Synchronization

/// Where the messages of one device go: its targets, or the log of the process while it has none that may take them.
final class DeviceLog: LogSink {
    private let process: any LogSink
    private let targets = Mutex<[LogTargetName: any LogTarget]>([:])

    init(process: any LogSink) { self.process = process }

    func write(_ record: LogRecord) {
        let targets = targets.withLock { targets in targets.values.filter { !$0.isGone } }
        guard !targets.isEmpty else { return process.write(record) }
        let line = LogLine(record)
        for target in targets { target.write(line) }
    }

    /// The names of the targets that take messages now, sorted.
    var names: [String] { targets.withLock { targets in targets.filter { !$1.isAway }.keys.map(\.text).sorted() } }

    /// Whether there is such a target, and it takes messages now.
    func has(_ name: LogTargetName) -> Bool { targets.withLock { $0[name].map { !$0.isAway } ?? false } }

    /// Adds a target, or puts it in the place of one that is away.
    func add(_ target: any LogTarget, as name: LogTargetName) { targets.withLock { $0[name] = target } }

    /// Takes targets away, all that `isMeant`.
    func remove(for device: String, where isMeant: (LogTargetName) -> Bool) {
        let removed = targets.withLock { targets in
            let names = targets.keys.filter(isMeant)
            return names.compactMap { targets.removeValue(forKey: $0) }
        }
        for case let consumer as ConsumerTarget in removed { consumer.unregister(device) }
    }
}
