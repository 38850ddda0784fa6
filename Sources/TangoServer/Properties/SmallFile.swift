import CLinux
import Glibc
import ORBBridge

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

    /// The content of a file. What is not UTF-8 is ISO 8859-1, as everything in Tango: no byte is lost.
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
        return String(validating: bytes, as: UTF8.self) ?? bytes.withUnsafeBufferPointer { String(latin1: $0) }
    }

    /// Replaces a file: temporary file beside it, sync, rename, sync of the directory. A link stays one, and owner and
    /// mode stay what they were.
    ///
    /// **Throws**: ``FileError``; a file that nobody may write is not replaced either, nor a link that leads nowhere.
    static func replace(_ path: String, with text: String) throws(FileError) {
        let path = try target(of: path)
        var status = stat()
        let present = stat(path, &status) == 0
        // The rename would need no permission for the file itself.
        if present, status.st_mode & 0o222 == 0 || access(path, W_OK) != 0 {
            throw FileError(operation: "open", number: EACCES)
        }
        let temporary = "\(path).new-\(getpid())"
        do throws(FileError) {
            try write(text, to: temporary, like: present ? status : nil)
            guard rename(temporary, path) == 0 else { throw FileError(operation: "rename", number: errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        syncDirectory(of: path)
    }

    /// Where a link points to in the end; the path itself when there is nothing yet.
    private static func target(of path: String) throws(FileError) -> String {
        guard let found = realpath(path, nil) else {
            let number = errno
            var status = stat()
            // The target may lie on a share that is not mounted: a file in place of the link would hide it for ever.
            if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
                throw FileError(operation: "realpath", number: number)
            }
            return path
        }
        defer { free(found) }
        return String(cString: found)
    }

    private static func write(_ text: String, to path: String, like old: stat?) throws(FileError) {
        let descriptor = clinux_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError(operation: "open", number: errno) }
        defer { close(descriptor) }
        if let old {
            // Only root keeps the owner of another; a member of the group still keeps the group. The mode comes last,
            // for a change of owner takes bits of it.
            if fchown(descriptor, old.st_uid, old.st_gid) != 0 { _ = fchown(descriptor, uid_t.max, old.st_gid) }
            _ = fchmod(descriptor, old.st_mode & 0o7777)
        }
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
