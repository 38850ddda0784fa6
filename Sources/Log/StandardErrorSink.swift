import Glibc

/// Writes one line per record to standard error, whole lines only.
///
/// Nobody waits for standard error: a thread of its own writes, see ``LineWriter``.
public struct StandardErrorSink: LogSink {
    private let writer: LineWriter

    /// Makes the sink.
    public init() { writer = .standardError }

    /// Writes `time level label: message key=value …` and a line end.
    public func write(_ record: LogRecord) {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        var stamp = [CChar](repeating: 0, count: 32)
        strftime(&stamp, stamp.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let when = String(decoding: stamp.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var line = "\(when) \(record.level) \(record.label): \(record.message)"
        for (key, value) in record.metadata { line += " \(key)=\(value)" }
        line += "\n"
        writer.submit(line)
    }
}
