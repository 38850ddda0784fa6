internal import CLinux
import Glibc

/// Operations on names. All are single system calls unless they say otherwise.
///
/// **Isolation**: any thread.
public enum Files {
    /// Renames within a file system; an existing target is an error, never replaced.
    ///
    /// Where the file system knows no such rename, a hard link and an unlink do the same.
    ///
    /// **Throws**: `EEXIST` when the target exists, else the failure of `renameat2` or `link`.
    public static func renameWithoutReplacing(_ from: String, to target: String) throws(POSIXError) {
        if clinux_rename_noreplace(from, target) == 0 { return }
        guard errno == EINVAL || errno == ENOSYS || errno == ENOTSUP else {
            throw POSIXError.last("rename", "\(from) to \(target)")
        }
        guard link(from, target) == 0 else { throw POSIXError.last("link", "\(from) as \(target)") }
        guard Glibc.unlink(from) == 0 else { throw POSIXError.last("unlink", from) }
    }

    /// Whether the file system of a directory knows renames that never replace, also of directories. Several system calls;
    /// leaves nothing behind.
    ///
    /// **Throws**: the failure of `mkdir` or `rename`.
    public static func knowsRenameWithoutReplacing(in directory: String) throws(POSIXError) -> Bool {
        let (before, after) = (Paths.join(directory, ".rename-probe"), Paths.join(directory, ".rename-probed"))
        for path in [before, after] { try removeDirectory(path) }
        try makeDirectory(before)
        let result = clinux_rename_noreplace(before, after)
        let error = POSIXError.last("rename", "\(before) to \(after)")
        for path in [before, after] { try removeDirectory(path) }
        if result == 0 { return true }
        guard [EINVAL, ENOSYS, ENOTSUP].contains(error.errorNumber) else { throw error }
        return false
    }

    /// Makes one directory; one that exists is fine. True when it was made.
    ///
    /// **Throws**: the failure of `mkdir`.
    @discardableResult
    public static func makeDirectory(_ path: String, mode: UInt32? = nil) throws(POSIXError) -> Bool {
        guard mkdir(path, 0o777) == 0 else {
            let error = POSIXError.last("make the directory", path)
            if error.errorNumber == EEXIST, let status = try FileStatus.following(path), status.kind == .directory {
                return false
            }
            throw error
        }
        // Explicit modes are meant as written, whatever the umask.
        if let mode, chmod(path, mode) != 0 { throw POSIXError.last("set the mode of", path) }
        return true
    }

    /// Makes a directory with all missing parents. Several system calls. Gives the directories made, outermost first.
    ///
    /// **Throws**: the failure of `mkdir`.
    @discardableResult
    public static func makeDirectories(_ path: String, mode: UInt32? = nil) throws(POSIXError) -> [String] {
        if let status = try FileStatus.following(path), status.kind == .directory { return [] }
        var missing = [path]
        var parent = Paths.directory(of: path)
        while parent != "/", parent != "", try FileStatus.following(parent) == nil {
            missing.append(parent)
            parent = Paths.directory(of: parent)
        }
        var made: [String] = []
        for directory in missing.reversed() where try makeDirectory(directory, mode: mode) { made.append(directory) }
        return made
    }

    /// Removes an empty directory; a missing one is fine.
    ///
    /// **Throws**: the failure of `rmdir`.
    public static func removeDirectory(_ path: String) throws(POSIXError) {
        guard rmdir(path) == 0 || errno == ENOENT else { throw POSIXError.last("remove the directory", path) }
    }

    /// Whether a path lies on a RAM disk, so that all that is there is lost when the machine ends. A layered file system
    /// does not tell.
    ///
    /// **Throws**: the failure of `statfs`.
    public static func isVolatile(_ path: String) throws(POSIXError) -> Bool {
        let type = clinux_file_system_type(path)
        guard type >= 0 else { throw POSIXError.last("ask for the file system of", path) }
        return isVolatile(type: UInt32(truncatingIfNeeded: type))
    }

    /// By the numbers of tmpfs and ramfs.
    ///
    /// **Source**: statfs(2).
    static func isVolatile(type: UInt32) -> Bool { type == 0x0102_1994 || type == 0x8584_58f6 }

    /// Makes a symbolic link, whose text may be any, and need not be a path; an existing name is an error.
    ///
    /// **Throws**: the failure of `symlink`.
    public static func makeLink(_ path: String, text: String) throws(POSIXError) {
        guard symlink(text, path) == 0 else { throw POSIXError.last("make the link", path) }
    }

    /// The text of a symbolic link; nil when there is none.
    ///
    /// **Throws**: the failure of `readlink`; `EILSEQ` for text that is not UTF-8.
    public static func linkText(_ path: String) throws(POSIXError) -> String? {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink(path, &buffer, buffer.count)
        guard count >= 0 else {
            let error = POSIXError.last("read the link", path)
            if error.isMissing || error.errorNumber == EINVAL { return nil }
            throw error
        }
        guard let text = String(validating: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) else {
            throw POSIXError("read the link", path, errorNumber: EILSEQ)
        }
        return text
    }

    /// Makes the names of a directory durable.
    ///
    /// **Throws**: the failure of `open` or `fsync`.
    public static func syncDirectory(_ path: String) throws(POSIXError) {
        let descriptor = try FileDescriptor(opening: path, for: .read)
        guard fsync(descriptor.rawValue) == 0 else { throw POSIXError.last("sync the directory", path) }
    }

    /// Makes bytes and size of a file durable, whoever wrote it.
    ///
    /// **Throws**: the failure of `open` or `fsync`.
    public static func syncFile(_ path: String) throws(POSIXError) {
        let descriptor = try FileDescriptor(opening: path, for: .read)
        guard fsync(descriptor.rawValue) == 0 else { throw POSIXError.last("sync", path) }
    }

    /// Whether this process may make names in a directory; false on a read-only file system too.
    public static func isWritable(_ directory: String) -> Bool { access(directory, W_OK | X_OK) == 0 }

    /// As ``isWritable(_:)``, with the reason.
    ///
    /// **Throws**: the failure of `access`.
    public static func checkWritable(_ directory: String) throws(POSIXError) {
        guard access(directory, W_OK | X_OK) == 0 else { throw POSIXError.last("write into", directory) }
    }

    /// Whether a program has a file open for writing, or mapped so. Nil when the system does not tell: on file systems
    /// without leases, and about files of other users without the right to lease them.
    ///
    /// **Throws**: the failure of `open`; `EINVAL` for what is no regular file.
    public static func hasWriter(_ path: String) throws(POSIXError) -> Bool? {
        let descriptor = try FileDescriptor(opening: path, for: .regular)
        let answer = clinux_has_writer(descriptor.rawValue)
        return answer < 0 ? nil : answer == 1
    }

    /// Sets mode bits.
    ///
    /// **Throws**: the failure of `chmod`.
    public static func setMode(_ mode: UInt32, of path: String) throws(POSIXError) {
        guard chmod(path, mode) == 0 else { throw POSIXError.last("set the mode of", path) }
    }

    /// Sets owner and group; nil leaves one as it is.
    ///
    /// **Throws**: the failure of `chown`.
    public static func setOwner(user: UInt32?, group: UInt32?, of path: String) throws(POSIXError) {
        guard chown(path, user ?? UInt32.max, group ?? UInt32.max) == 0 else {
            throw POSIXError.last("set the owner of", path)
        }
    }

    /// Removes a name, with a permission that covers it; a missing name is fine. Two system calls: the permission is
    /// asked about the file that lies there now.
    ///
    /// There is no way here to remove a name without a permission.
    ///
    /// **Throws**: `EPERM` without a removal when the permission does not cover the path or the file that lies there,
    /// else the failure of `lstat` or `unlink`.
    public static func unlink(_ path: String, with permission: borrowing some UnlinkPermission) throws(POSIXError) {
        guard let status = try FileStatus.of(path) else { return }
        guard permission.permits(path, status.identity) else { throw POSIXError("unlink", path, errorNumber: EPERM) }
        guard Glibc.unlink(path) == 0 || errno == ENOENT else { throw POSIXError.last("unlink", path) }
    }
}
