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

    /// More than these are not remembered.
    private static let limit = 10_000

    private let synced = Mutex<Set<Key>>([])

    /// Directories that were just made: another one of the same path may have had the same number.
    func forget(_ made: [String]) {
        guard !made.isEmpty else { return }
        var paths = PathSet()
        for path in made { paths.insert(path) }
        synced.withLock { synced in synced = synced.filter { !paths.contains($0.path) } }
    }

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
        synced.withLock { synced in
            if synced.count >= Self.limit { synced.removeAll() }
            synced.insert(key)
        }
    }
}
