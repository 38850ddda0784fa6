internal import CLinux
import Glibc

/// A system call that failed: which one, on what, and why.
public struct POSIXError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The `errno`.
    public let errorNumber: Int32
    /// What was tried, as a verb: `open`, `rename`, …
    public let operation: String
    /// The path or paths it was tried on.
    public let path: String

    /// Makes an error.
    public init(_ operation: String, _ path: String, errorNumber: Int32) {
        self.errorNumber = errorNumber
        self.operation = operation
        self.path = path
    }

    /// The error of the call that just failed on this thread.
    static func last(_ operation: String, _ path: String) -> POSIXError {
        POSIXError(operation, path, errorNumber: errno)
    }

    /// One sentence.
    public var description: String {
        "Cannot \(operation) \(path): \(Self.text(errorNumber))."
    }

    /// The name is missing, or a directory on its way; a name that is too long cannot exist.
    public var isMissing: Bool { [ENOENT, ENOTDIR, ENAMETOOLONG].contains(errorNumber) }
    /// The name exists already.
    public var exists: Bool { errorNumber == EEXIST || errorNumber == ENOTEMPTY }

    /// The system's text of an `errno`.
    public static func text(_ errorNumber: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        _ = clinux_error_text(errorNumber, &buffer, buffer.count)
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
