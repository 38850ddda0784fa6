import Glibc

/// Reads directories.
///
/// **Isolation**: any thread.
public enum DirectoryListing {
    /// One name of a directory.
    public struct Entry: Sendable, Equatable {
        /// Base name.
        public let name: String
        /// True for a directory; false when unknown.
        public let isDirectory: Bool
    }

    /// The names of a directory, without `.` and `..`, in no order. Names that are not UTF-8 are left out and told, with
    /// what cannot be read replaced.
    ///
    /// **Throws**: the failure of `opendir` or `readdir`: no list is cut short in silence.
    public static func entries(
        of path: String, onUnreadable: (String) -> Void = { _ in }
    ) throws(POSIXError) -> [Entry] {
        guard let directory = opendir(path) else { throw POSIXError.last("read the directory", path) }
        defer { closedir(directory) }
        var entries: [Entry] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                guard errno == 0 else { throw POSIXError.last("read the directory", path) }
                return entries
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    let name = String(validatingCString: text)
                    if name == nil { onUnreadable(Paths.join(path, String(cString: text))) }
                    return name
                }
            }
            guard let name, name != ".", name != ".." else { continue }
            var isDirectory = entry.pointee.d_type == UInt8(DT_DIR)
            if entry.pointee.d_type == UInt8(DT_UNKNOWN) {
                isDirectory = (try? FileStatus.of(Paths.join(path, name)))?.kind == .directory
            }
            entries.append(Entry(name: name, isDirectory: isDirectory))
        }
    }

    /// Visits every regular file and every directory below `root`. Directories that vanish meanwhile are skipped, as
    /// are links.
    ///
    /// **Throws**: when `root` itself cannot be read.
    public static func walk(
        _ root: String, onDirectory: (String) -> Void = { _ in }, onUnreadable: (String) -> Void = { _ in },
        onFile: (String, FileStatus) -> Void
    ) throws(POSIXError) {
        var waiting = [root]
        while let directory = waiting.popLast() {
            let found: [Entry]
            do {
                onDirectory(directory)
                found = try entries(of: directory, onUnreadable: onUnreadable)
            } catch {
                if directory == root { throw error }
                continue
            }
            for entry in found {
                let path = Paths.join(directory, entry.name)
                if entry.isDirectory {
                    waiting.append(path)
                } else if let status = try? FileStatus.of(path), status.kind == .regular {
                    onFile(path, status)
                }
            }
        }
    }
}
