import CLinux
import Glibc
import Log
import Synchronization
import TangoIDL
import TangoTypes

/// Appends to a file in the form of log4j, which log viewers read. A file that grows over its limit is renamed to
/// `.1` and a new one begun.
///
/// The file may lie on a file system that hangs: only a thread of the target waits for it.
final class FileTarget: LogTarget {
    private let writer: LineWriter

    /// Opens the file.
    ///
    /// - Parameters:
    ///   - path: Where.
    ///   - limit: The size from which on it is renamed, in bytes.
    ///
    /// **Throws**: `API_CannotOpenFile`.
    init(path: String, limit: Int) throws(DevFailed) {
        guard let file = LogFile(path: path, limit: limit) else {
            throw DevFailed(
                .cannotOpenFile, "Could not open logging file \(path)", origin: "Logging::add_logging_target")
        }
        writer = LineWriter { count in
            let record = LogRecord(
                level: .warn, label: "log", message: "\(count) messages were dropped here: the file took nothing more")
            return Self.event(LogLine(record))
        } write: {
            file.append($0)
        }
    }

    func write(_ line: LogLine) { writer.submit(Self.event(line)) }

    /// Waits until all messages are in the file; false when that takes too long.
    func flush(within limit: Duration) -> Bool { writer.flush(within: limit) }

    private static func event(_ line: LogLine) -> String {
        """
        <log4j:event logger="\(line.device)" timestamp="\(line.milliseconds)" level="\(line.level.tangoName)" \
        thread="\(line.thread)">
        <log4j:message><![CDATA[\(cdata(line.message))]]></log4j:message>
        <log4j:NDC><![CDATA[]]></log4j:NDC>
        </log4j:event>


        """
    }

    /// A text without the one sequence that would end a CDATA section.
    private static func cdata(_ text: String) -> String {
        text.split(separator: "]]>", omittingEmptySubsequences: false).joined(separator: "]]]]><![CDATA[>")
    }
}

/// The file of a target, with its size.
private final class LogFile: Sendable {
    private let path: String
    private let limit: Int
    private let file: Mutex<OpenFile>

    private struct OpenFile {
        var descriptor: Int32
        var size: Int
    }

    init?(path: String, limit: Int) {
        guard let opened = Self.open(path) else { return nil }
        self.path = path
        self.limit = limit
        file = Mutex(opened)
    }

    deinit { file.withLock { _ = close($0.descriptor) } }

    func append(_ text: String) {
        file.withLock { file in
            if file.size > limit { rollOver(&file) }
            file.size += LineWriter.write(text, to: file.descriptor)
        }
    }

    private func rollOver(_ file: inout OpenFile) {
        guard rename(path, path + ".1") == 0, let fresh = Self.open(path) else {
            file.size = 0
            return
        }
        close(file.descriptor)
        file = fresh
    }

    private static func open(_ path: String) -> OpenFile? {
        let descriptor = clinux_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        fstat(descriptor, &status)
        return OpenFile(descriptor: descriptor, size: Int(status.st_size))
    }
}
