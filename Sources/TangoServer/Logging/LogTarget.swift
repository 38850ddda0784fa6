import Glibc
import Log

/// A place that a logging command sends a device's messages to.
///
/// **Isolation**: any thread; waits for nothing, as devices and their monitors speak to it.
protocol LogTarget: Sendable {
    /// Takes one message.
    func write(_ line: LogLine)
    /// Whether what was sent last did not arrive, and it is tried again only after a while.
    var isAway: Bool { get }
    /// Whether it never takes anything more.
    var isGone: Bool { get }
}

extension LogTarget {
    /// Most targets are always there.
    var isAway: Bool { false }
    /// Most may come again.
    var isGone: Bool { false }
}

/// A message on its way to the targets of a device.
struct LogLine: Sendable {
    /// Milliseconds since 1970.
    let milliseconds: Int
    /// The thread that logged it.
    let thread: UInt
    /// How serious it is.
    let level: LogLevel
    /// The device.
    let device: String
    /// One sentence, with what belongs to it.
    let message: String

    init(_ record: LogRecord) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        milliseconds = now.tv_sec * 1000 + now.tv_nsec / 1_000_000
        thread = pthread_self()
        level = record.level
        device = record.label
        message = record.metadata.reduce(record.message) { "\($0) \($1.key)=\($1.value)" }
    }
}

extension LogLevel {
    /// The name in Tango's logs and properties: `OFF`, `FATAL`…
    var tangoName: String { "\(self)".uppercased() }

    /// The level of that name in any case.
    init?(tangoName: String) {
        guard let level = Self.allCases.first(where: { $0.tangoName == tangoName.uppercased() }) else { return nil }
        self = level
    }
}

/// Writes to standard output, a line per message.
struct ConsoleTarget: LogTarget {
    func write(_ line: LogLine) {
        let text =
            "\(line.milliseconds / 1000) [\(line.thread)] \(line.level.tangoName) \(line.device) \(line.message)\n"
        LineWriter.standardOutput.submit(text)
    }
}
