internal import CLinux
import Glibc

/// An open file that is closed exactly once.
///
/// **Isolation**: a value; one thread at a time.
public struct FileDescriptor: ~Copyable, Sendable {
    /// The number; borrowed, never to be closed by the caller.
    public let rawValue: Int32

    /// Takes over an open descriptor.
    public init(owning rawValue: Int32) { self.rawValue = rawValue }

    deinit { _ = Glibc.close(rawValue) }

    /// How to open.
    public enum Access: Sendable {
        /// For reading; the file must exist.
        case read
        /// For reading bytes that others wrote: a regular file, no link to one, and nothing that makes a reader wait.
        case regular
        /// For writing; made or emptied.
        case replace
        /// For writing; must not exist yet.
        case create
        /// For writing at the end; made when missing.
        case append
    }

    /// Opens a file, closed on exec.
    ///
    /// **Throws**: the failure of `open`.
    public init(opening path: String, for access: Access, mode: UInt32 = 0o666) throws(POSIXError) {
        let flags =
            switch access {
            case .read: O_RDONLY
            case .regular: O_RDONLY | O_NOFOLLOW | O_NONBLOCK
            case .replace: O_WRONLY | O_CREAT | O_TRUNC
            case .create: O_WRONLY | O_CREAT | O_EXCL
            case .append: O_WRONLY | O_CREAT | O_APPEND
            }
        var number: Int32
        repeat {
            number = clinux_open(path, flags | O_CLOEXEC, mode)
        } while number < 0 && errno == EINTR
        guard number >= 0 else { throw POSIXError.last("open", path) }
        if access == .regular {
            var status = stat()
            guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                _ = Glibc.close(number)
                throw POSIXError("read as a file", path, errorNumber: EINVAL)
            }
        }
        rawValue = number
    }

    /// Closes and reports what `close` says, which on network file systems is the result of the writes.
    ///
    /// **Throws**: the failure of `close`.
    public consuming func close() throws(POSIXError) {
        let number = rawValue
        discard self
        guard Glibc.close(number) == 0 || errno == EINTR else { throw POSIXError.last("close", "a file") }
    }

    /// What the system knows about the open file.
    ///
    /// **Throws**: the failure of `fstat`.
    public func status() throws(POSIXError) -> FileStatus {
        var status = stat()
        guard fstat(rawValue, &status) == 0 else { throw POSIXError.last("look at", "an open file") }
        return FileStatus(status)
    }

    /// Reads up to a buffer's size; 0 at the end.
    ///
    /// **Throws**: the failure of `read`.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(POSIXError) -> Int {
        while true {
            let count = Glibc.read(rawValue, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw POSIXError.last("read", "an open file") }
        }
    }

    /// Reads at a place, up to a buffer's size; fewer bytes only where the file ends.
    ///
    /// **Throws**: the failure of `pread`.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(POSIXError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let place = buffer.baseAddress?.advanced(by: filled)
            let count = pread(rawValue, place, buffer.count - filled, Int(offset) + filled)
            if count == 0 { break }
            if count > 0 { filled += count } else if errno != EINTR { throw POSIXError.last("read", "an open file") }
        }
        return filled
    }

    /// Writes a whole buffer.
    ///
    /// **Throws**: the failure of `write`.
    public func write(_ buffer: UnsafeRawBufferPointer) throws(POSIXError) {
        var written = 0
        while written < buffer.count {
            let count = Glibc.write(rawValue, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw POSIXError.last("write", "an open file")
            }
        }
    }

    /// Writes all bytes.
    ///
    /// **Throws**: the failure of `write`.
    public func write(_ bytes: [UInt8]) throws(POSIXError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(rawValue, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw POSIXError.last("write", "an open file")
            }
        }
    }

    /// Has the system begin to write to the disk what it only holds in memory; does not wait for it.
    ///
    /// A file system that cannot does it in ``sync()``.
    public func startWriteback() {
        _ = sync_file_range(rawValue, 0, 0, CLINUX_SYNC_FILE_RANGE_WRITE)
    }

    /// Makes bytes and size durable.
    ///
    /// **Throws**: the failure of `fdatasync`.
    public func sync() throws(POSIXError) {
        guard fdatasync(rawValue) == 0 else { throw POSIXError.last("sync", "an open file") }
    }
}
