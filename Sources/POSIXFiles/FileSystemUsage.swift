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
        self.init(
            blockSize: UInt64(status.f_frsize), blocks: UInt64(status.f_blocks), free: UInt64(status.f_bfree),
            available: UInt64(status.f_bavail))
    }

    /// As `df` does: what only the superuser may fill does not count as room. Network file systems answer any numbers, up
    /// to all bits set.
    public init(blockSize: UInt64, blocks: UInt64, free: UInt64, available: UInt64) {
        func bytes(_ count: UInt64) -> Int64 {
            let (product, overflows) = count.multipliedReportingOverflow(by: blockSize)
            return overflows ? .max : Int64(clamping: product)
        }
        let used = blocks > free ? blocks - free : 0
        self.free = bytes(available)
        let (total, overflows) = used.addingReportingOverflow(available)
        capacity = overflows ? .max : bytes(total)
    }

    /// **Unit**: %.
    public var usedPercent: Double { capacity > 0 ? 100 * Double(capacity - free) / Double(capacity) : 0 }
}
