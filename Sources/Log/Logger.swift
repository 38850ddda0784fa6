import Synchronization

/// How serious a log message is, in the order of Tango's logging levels.
public enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    /// Nothing is logged.
    case off = 0
    /// The process cannot go on.
    case fatal
    /// Something failed and somebody has to look at it.
    case error
    /// Something unexpected that was dealt with.
    case warn
    /// Normal milestones.
    case info
    /// For developers.
    case debug

    /// Orders by verbosity: `debug` is the greatest.
    public static func < (lhs: LogLevel, rhs: LogLevel) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// One message with what belongs to it.
public struct LogRecord: Sendable {
    /// Seriousness.
    public var level: LogLevel
    /// Who speaks, for instance a device name or a module.
    public var label: String
    /// One sentence.
    public var message: String
    /// Dotted keys, such as `frame.path`, in the order given.
    public var metadata: [(key: String, value: String)]

    /// One message.
    public init(level: LogLevel, label: String, message: String, metadata: [(key: String, value: String)] = []) {
        (self.level, self.label, self.message, self.metadata) = (level, label, message, metadata)
    }
}

/// A place that log records go to. May be called on any thread.
public protocol LogSink: Sendable {
    /// Takes one record; must not wait for anything outside the process, and must not throw.
    func write(_ record: LogRecord)
}

/// A facade without a backend: libraries are given a logger and never make one.
///
/// **Isolation**: any thread.
public struct Logger: Sendable {
    /// One reference, because a logger is copied even to find that nothing is to be logged.
    private let parts: Parts

    private final class Parts: Sendable {
        let label: String
        let sink: any LogSink
        let threshold: LogThreshold

        init(_ label: String, _ sink: any LogSink, _ threshold: LogThreshold) {
            (self.label, self.sink, self.threshold) = (label, sink, threshold)
        }
    }

    /// Who speaks.
    public var label: String { parts.label }

    /// Makes a logger that sends what is at or above `threshold` to `sink`.
    public init(label: String, sink: any LogSink, threshold: LogThreshold = LogThreshold(.warn)) {
        parts = Parts(label, sink, threshold)
    }

    /// The same sink and threshold under another label.
    public func labelled(_ label: String) -> Logger {
        Logger(label: label, sink: parts.sink, threshold: parts.threshold)
    }

    /// Whether messages of a level are taken at present.
    public func isEnabled(_ level: LogLevel) -> Bool { level != .off && level <= parts.threshold.level }

    /// Logs one sentence; the message is not built when the level is off.
    public func log(
        _ level: LogLevel, _ message: @autoclosure () -> String,
        _ metadata: @autoclosure () -> [(key: String, value: String)] = []
    ) {
        guard isEnabled(level) else { return }
        parts.sink.write(LogRecord(level: level, label: label, message: message(), metadata: metadata()))
    }

    /// Logs at ``LogLevel/error``.
    public func error(_ message: @autoclosure () -> String) { log(.error, message()) }
    /// Logs at ``LogLevel/warn``.
    public func warn(_ message: @autoclosure () -> String) { log(.warn, message()) }
    /// Logs at ``LogLevel/info``.
    public func info(_ message: @autoclosure () -> String) { log(.info, message()) }
    /// Logs at ``LogLevel/debug``.
    public func debug(_ message: @autoclosure () -> String) { log(.debug, message()) }
}

/// A level that can be changed while loggers use it.
public final class LogThreshold: Sendable {
    private let value: Atomic<Int>

    /// Starts at `level`.
    public init(_ level: LogLevel) { value = Atomic(level.rawValue) }

    /// The level in force.
    public var level: LogLevel {
        get { LogLevel(rawValue: value.load(ordering: .relaxed)) ?? .off }
        set { value.store(newValue.rawValue, ordering: .relaxed) }
    }
}
