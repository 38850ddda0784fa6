import CLinux
import Glibc
import Log
import Synchronization
import TangoIDL
import TangoTypes

/// Appends to a file in the form of log4j, which log viewers read. A file that grows over its limit is renamed to
/// `.1` and a new one begun.
///
/// The file may lie on a file system that hangs: only a thread of the target opens it, writes to it and closes it.
final class FileTarget: LogTarget {
    /// How long somebody who adds a target waits until its file is open; after that, messages wait for the file.
    static let patience = Duration.seconds(2)
    /// The same while another file does not answer, because there may be many on its file system.
    private static let impatience = Duration.milliseconds(50)
    /// Files that did not answer in time and have not answered since.
    private static let overdue = Atomic<Int>(0)

    private let writer: LineWriter
    private let file: LogFile

    /// Opens the file, or begins to.
    ///
    /// - Parameters:
    ///   - path: Where.
    ///   - limit: The size from which on it is renamed, in bytes.
    ///   - patience: How long to wait for the file.
    ///   - prepare: Makes the directory, if that is to be.
    ///   - tell: Takes what became of a file that did not answer in time; any thread.
    ///
    /// **Throws**: `API_CannotOpenFile`, when that shows in time.
    init(
        path: String, limit: Int, patience: Duration = FileTarget.patience,
        prepare: @escaping @Sendable () -> Void = {}, tell: @escaping @Sendable (LogLevel, String) -> Void = { _, _ in }
    ) throws(DevFailed) {
        let file = LogFile(path: path, limit: limit, prepare: prepare) { isOpen in
            Self.overdue.subtract(1, ordering: .relaxed)
            let what = "the logging file \(path), which did not answer,"
            if isOpen { return tell(.warn, "\(what) is open now and has the messages that waited for it") }
            tell(.error, "\(what) cannot be opened: the messages that waited for it are lost; add the target again")
        }
        self.file = file
        writer = LineWriter { count in
            let record = LogRecord(
                level: .warn, label: "log", message: "\(count) messages were dropped here: the file took nothing more")
            return Self.event(LogLine(record))
        } write: {
            file.append($0)
        }
        // Nothing to write, but it opens the file.
        writer.submit("")
        let isInTime = writer.flush(
            within: Self.overdue.load(ordering: .relaxed) > 0 ? min(Self.impatience, patience) : patience)
        if !isInTime, file.markLate({ Self.overdue.add(1, ordering: .relaxed) }) {
            tell(.warn, "the logging file \(path) does not answer: messages wait for it, up to 1 MiB of them")
        } else if file.isAway {
            throw DevFailed(
                .cannotOpenFile, "Could not open logging file \(path)", origin: "Logging::add_logging_target")
        }
    }

    /// Closing may hang, too: the thread that this starts is the last that knows the file.
    deinit { writer.submit("") }

    var isAway: Bool { file.isAway }
    var isGone: Bool { file.isAway }

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

/// The file of a target, with its size. Opened by what is written first, even if that is nothing.
private final class LogFile: Sendable {
    private let path: String
    private let limit: Int
    private let prepare: @Sendable () -> Void
    private let answerLate: @Sendable (Bool) -> Void
    /// Held while the file system is waited for.
    private let file = Mutex<OpenFile?>(nil)
    /// Never held for long.
    private let opening = Mutex(Opening())

    private struct OpenFile {
        var descriptor: Int32
        var size: Int
    }

    private struct Opening {
        /// Whether the file could be opened; nil while that is not known.
        var isOpen: Bool?
        /// Nobody waits for the answer any more.
        var isLate = false
    }

    /// - Parameter answerLate: told whether the file could be opened, if that took too long.
    init(
        path: String, limit: Int, prepare: @escaping @Sendable () -> Void,
        answerLate: @escaping @Sendable (Bool) -> Void
    ) {
        self.path = path
        self.limit = limit
        self.prepare = prepare
        self.answerLate = answerLate
    }

    deinit { file.withLock { if let file = $0 { close(file.descriptor) } } }

    /// Whether it could not be opened.
    var isAway: Bool { opening.withLock { $0.isOpen == false } }

    /// Whether it is still not known if it can be opened: then the answer counts as late, and `note` is called before it.
    func markLate(_ note: () -> Void) -> Bool {
        opening.withLock { opening in
            guard opening.isOpen == nil else { return false }
            opening.isLate = true
            note()
            return true
        }
    }

    func append(_ text: String) {
        guard !isAway else { return }
        file.withLock { file in
            if file == nil { file = openFirst() }
            guard var opened = file else { return }
            if opened.size > limit { rollOver(&opened) }
            opened.size += LineWriter.write(text, to: opened.descriptor)
            file = opened
        }
    }

    private func openFirst() -> OpenFile? {
        prepare()
        let opened = Self.open(path)
        let isLate = opening.withLock { opening in
            opening.isOpen = opened != nil
            return opening.isLate
        }
        if isLate { answerLate(opened != nil) }
        return opened
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
