internal import CLinux
import Glibc

/// Holds a directory for one process; the lock ends with the process, however it ends.
public final class DirectoryLock: Sendable {
    private let descriptor: FileDescriptor

    /// Takes the lock of a directory through its file `lock`, which then holds our process number.
    ///
    /// **Throws**: `EWOULDBLOCK` when another process holds it, else the failure of `open`.
    public init(_ directory: String) throws(POSIXError) {
        let path = Paths.join(directory, "lock")
        let file = try FileDescriptor(opening: path, for: .append)
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else { throw POSIXError.last("lock", path) }
        _ = ftruncate(file.rawValue, 0)
        let text = Array("\(getpid())\n".utf8)
        _ = Glibc.write(file.rawValue, text, text.count)
        descriptor = file
    }

    /// Takes the lock of a directory itself; nothing is made in it. Two names of one directory are one lock.
    ///
    /// **Throws**: `EWOULDBLOCK` when it is held, here or elsewhere; else the failure of `open` or `flock`, such as
    /// `EBADF` on network file systems, which lock only what is open for writing.
    public init(holding directory: String) throws(POSIXError) {
        let opened = try FileDescriptor(opening: directory, for: .read)
        guard flock(opened.rawValue, LOCK_EX | LOCK_NB) == 0 else { throw POSIXError.last("lock", directory) }
        descriptor = opened
    }

    /// Lets others have the directory, although somebody may still hold this value.
    public func release() { flock(descriptor.rawValue, LOCK_UN) }
}
