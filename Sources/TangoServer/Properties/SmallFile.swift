import CLinux
import Glibc

/// A system call on a file that did not work.
struct FileError: Error, Sendable {
    var operation: String
    var number: Int32

    /// For people.
    var message: String { "\(operation): \(String(cString: strerror(number)))" }
}

/// Files that are read and replaced as a whole.
enum SmallFile {
    /// Tells two versions of a file apart.
    struct Stamp: Equatable, Sendable {
        let device: dev_t
        let inode: ino_t
        let size: off_t
        let seconds: Int
        let nanoseconds: Int
    }

    /// The version of a file that lies on disk; nil when there is none.
    static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Stamp(
            device: status.st_dev, inode: status.st_ino, size: status.st_size, seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    /// The content of a file.
    static func read(_ path: String) throws(FileError) -> String {
        let descriptor = clinux_open(path, O_RDONLY | O_CLOEXEC, 0)
        guard descriptor >= 0 else { throw FileError(operation: "open", number: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw FileError(operation: "read", number: errno)
            }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces a file: temporary file beside it, sync, rename, sync of the directory.
    static func replace(_ path: String, with text: String) throws(FileError) {
        let temporary = "\(path).new-\(getpid())"
        try write(text, to: temporary, mode: mode(of: path))
        guard rename(temporary, path) == 0 else {
            let number = errno
            unlink(temporary)
            throw FileError(operation: "rename", number: number)
        }
        syncDirectory(of: path)
    }

    private static func mode(of path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0o644
    }

    private static func write(_ text: String, to path: String, mode: mode_t) throws(FileError) {
        let descriptor = clinux_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileError(operation: "open", number: errno) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw FileError(operation: "write", number: errno)
            }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw FileError(operation: "fsync", number: errno) }
    }

    private static func syncDirectory(of path: String) {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = clinux_open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
