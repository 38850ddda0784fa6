import POSIXFiles
import Synchronization

/// Remembers which directories have their names on disk, whoever made them: also one that another lane or an earlier
/// server made must be durable before a file in it counts.
///
/// **Isolation**: any thread.
final class DirectorySyncs: Sendable {
    private struct Key: Hashable {
        let path: String
        let device: UInt64
        let inode: UInt64
    }

    private let synced = Mutex<Set<Key>>([])

    /// Makes the names of `directory` and of all its parents up to and with `root` durable, each once.
    func sync(_ directory: String, upTo root: String) throws(POSIXError) {
        var path = directory
        while Paths.contains(root, path) {
            try syncName(of: path)
            if Paths.areEqual(path, root) { return }
            path = Paths.directory(of: path)
        }
    }

    private func syncName(of path: String) throws(POSIXError) {
        guard let status = try FileStatus.following(path) else { return }
        let key = Key(path: path, device: status.identity.device, inode: status.identity.inode)
        if synced.withLock({ $0.contains(key) }) { return }
        try Files.syncDirectory(Paths.directory(of: path))
        synced.withLock { _ = $0.insert(key) }
    }
}
