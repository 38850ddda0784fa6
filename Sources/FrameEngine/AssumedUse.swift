import Glibc
import Log
import POSIXFiles

/// What a server is told to take for the use of the RAM disk, so that tests do not find what the disks of their machine
/// happen to be, and find every level on any machine.
///
/// Nothing happens unless the environment names a percentage: with `FRAMEWATCH_RAW_USED=80` the RAM disk is taken to be
/// 80 % full and not to fill.
///
/// **Isolation**: any thread.
struct AssumedUse: Sendable {
    private static let variable = "FRAMEWATCH_RAW_USED"
    private static let asked = getenv(variable).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    private static let assumed = asked.flatMap { Self($0)?.usage }

    /// Room on a disk that does not exist.
    let usage: FileSystemUsage

    /// Nil for what is no percentage.
    init?(_ text: String) {
        guard let percent = Double(text), (0...100).contains(percent) else { return nil }
        let blocks: UInt64 = 1_000_000
        let free = blocks - UInt64(percent / 100 * Double(blocks))
        usage = FileSystemUsage(blockSize: 1 << 20, blocks: blocks, free: free, available: free)
    }

    /// How full the file system of a path is, or is taken to be.
    ///
    /// **Throws**: the failure of `statvfs`.
    static func usage(of path: String) throws(POSIXError) -> FileSystemUsage {
        if let assumed { return assumed }
        return try FileSystemUsage(of: path)
    }

    /// Says in the log what was asked for, so that nobody trusts the level of such a server.
    static func announce(_ logger: Logger) {
        guard let asked else { return }
        if assumed != nil {
            logger.warn("\(variable) is set: this server takes its RAM disk for \(asked) % full, for a test.")
        } else {
            logger.error("\(variable) is no percentage: \(asked). The RAM disk is looked at.")
        }
    }
}
