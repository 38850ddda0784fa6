import Glibc
import POSIXFiles

/// The directories that frames move through, held for this server alone: two servers would take each other's frames, and
/// each would call those of the other lost.
final class WorkAreas: Sendable {
    private let identities: [RawIdentity]
    private let locks: [DirectoryLock]

    /// Holds the directories of a configuration, which exist.
    ///
    /// **Throws**: a sentence for the status when another server holds one.
    init(_ properties: EngineProperties) throws(EngineError) {
        var locks: [DirectoryLock] = []
        var identities: [RawIdentity] = []
        for (name, directory) in properties.workDirectories {
            do throws(POSIXError) {
                guard let status = try FileStatus.following(directory) else { continue }
                let identity = RawIdentity(status.identity)
                // Two properties may mean one directory.
                let isKnown = identities.contains(identity)
                // Also one that cannot be locked is the one that is meant.
                identities.append(identity)
                if !isKnown { locks.append(try DirectoryLock(holding: directory)) }
            } catch {
                // Where nothing can be locked, as on some network file systems, nothing is.
                guard error.errorNumber == EWOULDBLOCK else { continue }
                throw EngineError(
                    .cannotRun,
                    "\(name) (\(directory)) is in use by another server. Two servers would take each other's frames: "
                        + "stop the other one, or give each its own RawDir, TempDir and ProcessedDir.")
            }
        }
        (self.identities, self.locks) = (identities, locks)
    }

    /// Whether the directories are still those that are held.
    func areHeld(_ properties: EngineProperties) -> Bool {
        let now = properties.workDirectories.compactMap { place in
            (try? FileStatus.following(place.path)).map { RawIdentity($0.identity) }
        }
        return now == identities
    }
}
