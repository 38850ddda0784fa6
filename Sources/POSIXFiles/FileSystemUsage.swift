import Glibc

/// How full a file system is, as this process sees it.
public struct FileSystemUsage: Sendable, Equatable {
    /// All that can be used. **Unit**: byte.
    public let capacity: Int64
    /// What is free. **Unit**: byte.
    public let free: Int64

    /// Asks the file system of a path.
    ///
    /// **Throws**: the failure of `statvfs`.
    public init(of path: String) throws(POSIXError) {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw POSIXError.last("ask for the space of", path) }
        let block = Int64(status.f_frsize)
        // As df does: what only the superuser may fill does not count as room.
        let used = Int64(status.f_blocks) - Int64(status.f_bfree)
        free = Int64(status.f_bavail) * block
        capacity = (used + Int64(status.f_bavail)) * block
    }

    /// **Unit**: %.
    public var usedPercent: Double { capacity > 0 ? 100 * Double(capacity - free) / Double(capacity) : 0 }
}
