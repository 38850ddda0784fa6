import POSIXFiles

/// Gives verified parts their final names, without ever replacing a file.
enum Publisher {
    /// What became of a set of files.
    enum Outcome: Sendable, Equatable {
        /// All have their names; their directory is not synced yet.
        case named
        /// A name holds other bytes; nothing of the set has its name any more.
        case collision(String)
        /// A part is gone and its final name does not hold its bytes: the set has to be written again.
        case vanished(String)
        /// The destination failed.
        case failed(POSIXError)
    }

    /// Renames in the order given. A name that holds the same bytes already is adopted.
    static func name(_ parts: VerifiedParts, durable: Bool) -> Outcome {
        FaultPoint.decided.reach()
        do throws(POSIXError) {
            for file in parts.files {
                switch try name(file) {
                case .renamed: FaultPoint.halfNamed.reach()
                case .adopted:
                    // Somebody else wrote it, perhaps not to disk yet.
                    if durable { try Files.syncFile(file.final) }
                    try Files.unlink(file.part, with: PartPermission())
                case .taken:
                    try takeBack(parts)
                    return .collision(file.final)
                case .vanished: return .vanished(file.part)
                }
            }
            return .named
        } catch {
            // What has its name keeps it: it is adopted at the next attempt.
            return .failed(error)
        }
    }

    private enum Naming { case renamed, adopted, taken, vanished }

    private static func name(_ file: ArchiveFile) throws(POSIXError) -> Naming {
        do throws(POSIXError) {
            try Files.renameWithoutReplacing(file.part, to: file.final)
            return .renamed
        } catch {
            let isTaken = error.exists
            let wasDone = error.isMissing
            guard isTaken || wasDone else { throw error }
            // A part that is gone was named by an earlier attempt.
            if try Verifier.holds(file.final, bytes: file.bytes, hash: file.hash) { return .adopted }
            return isTaken ? .taken : .vanished
        }
    }

    /// Takes the names away again from what has one, also since an earlier attempt. Names of others stay: the set goes on
    /// to other names, and a part that kept its old one would be in the archive twice.
    ///
    /// **Throws**: the failure of a rename; what still has its name then is taken back at the next attempt.
    static func takeBack(_ parts: VerifiedParts) throws(POSIXError) {
        for file in parts.files.reversed() where try parts.isNamed(file) {
            try Files.renameWithoutReplacing(file.final, to: file.part)
        }
    }
}
