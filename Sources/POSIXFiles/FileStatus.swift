import Glibc

/// What tells one state of one file from another: a file that is replaced or written to has another identity.
public struct FileIdentity: Sendable, Hashable, Codable {
    /// Number of the file system.
    public let device: UInt64
    /// Number of the file in it.
    public let inode: UInt64
    /// **Unit**: byte.
    public let size: Int64
    /// Time of the last change of the bytes since 1970, at the latest in the year 2262. **Unit**: ns.
    public let modified: Int64

    /// Makes an identity.
    public init(device: UInt64, inode: UInt64, size: Int64, modified: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
    }
}

/// What the system knows about a name.
public struct FileStatus: Sendable, Equatable {
    /// The kinds of file that matter here.
    public enum Kind: Sendable {
        /// Bytes.
        case regular
        /// Names.
        case directory
        /// Links, devices, sockets.
        case other
    }

    /// Which file in which state.
    public let identity: FileIdentity
    /// Kind of file.
    public let kind: Kind

    /// Looks at a name without following a link; nil when nothing is there.
    ///
    /// **Throws**: any other failure of `lstat`.
    public static func of(_ path: String) throws(POSIXError) -> FileStatus? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            let error = POSIXError.last("look at", path)
            if error.isMissing { return nil }
            throw error
        }
        return FileStatus(status)
    }

    /// Looks at a name and follows links; nil when nothing is there.
    ///
    /// **Throws**: any other failure of `stat`.
    public static func following(_ path: String) throws(POSIXError) -> FileStatus? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let error = POSIXError.last("look at", path)
            if error.isMissing { return nil }
            throw error
        }
        return FileStatus(status)
    }

    init(_ status: stat) {
        identity = FileIdentity(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
            modified: Self.nanoseconds(status.st_mtim))
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .directory
        default: kind = .other
        }
    }

    /// File systems keep times that do not fit, and a detector's clock may be centuries off.
    private static func nanoseconds(_ time: timespec) -> Int64 {
        let (whole, isTooFar) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isTooLate) = whole.addingReportingOverflow(Int64(time.tv_nsec))
        return isTooFar || isTooLate ? (time.tv_sec < 0 ? .min : .max) : sum
    }
}
