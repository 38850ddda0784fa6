import POSIXFiles

/// Remembers on which file system a destination lay, to notice when that is no longer mounted: the empty directory
/// below a mount must not be taken for the archive.
struct DestinationMount: Sendable {
    let path: String
    private let device: UInt64
    /// The file system that shows when this one is gone; nil when the destination lies on the root file system.
    private let below: UInt64?

    /// Looks at a destination that is known to be right now; nil when it is not there.
    init?(_ path: String) {
        guard let status = try? FileStatus.following(path) else { return nil }
        self.path = path
        device = status.identity.device
        var parent = path
        var found: UInt64?
        while parent != "/", found == nil {
            parent = Paths.directory(of: parent)
            guard let outer = try? FileStatus.following(parent) else { break }
            if outer.identity.device != device { found = outer.identity.device }
        }
        below = found
    }

    /// A sentence when the file system is gone.
    var problem: String? {
        guard let below, let status = try? FileStatus.following(path), status.identity.device == below,
            below != device
        else { return nil }
        return "The file system of \(path) is not mounted any more. Mount it again; frames wait meanwhile."
    }
}
