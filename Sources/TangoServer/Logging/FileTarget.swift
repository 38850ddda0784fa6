import CLinux
import Glibc
import Synchronization
import TangoIDL
import TangoTypes

/// Appends to a file in the form of log4j, which log viewers read. A file that grows over its limit is renamed to
/// `.1` and a new one begun.
final class FileTarget: LogTarget {
    private let path: String
    private let limit: Int
    private let file: Mutex<OpenFile>

    private struct OpenFile {
        var descriptor: Int32
        var size: Int
    }

    /// Opens the file and makes its directory.
    ///
    /// - Parameters:
    ///   - path: Where.
    ///   - limit: The size from which on it is renamed, in bytes.
    ///
    /// **Throws**: `API_CannotOpenFile`.
    init(path: String, limit: Int) throws(DevFailed) {
        self.path = path
        self.limit = limit
        guard let opened = Self.open(path) else {
            throw DevFailed(
                .cannotOpenFile, "Could not open logging file \(path)", origin: "Logging::add_logging_target")
        }
        file = Mutex(opened)
    }

    deinit { file.withLock { _ = close($0.descriptor) } }

    func write(_ line: LogLine) {
        let text = Self.event(line)
        file.withLock { file in
            if file.size > limit { rollOver(&file) }
            file.size += max(0, text.withCString { Glibc.write(file.descriptor, $0, strlen($0)) })
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
