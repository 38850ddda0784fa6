import Ledger
import POSIXFiles

/// Looks at what an earlier server left of a unit whose final names were decided. Runs on the thread for chores.
struct ResumeJob: Sendable {
    enum Outcome: Sendable {
        /// All copies stand under their final names.
        case complete(SourcePermission)
        /// Something is missing: the delivery is made again, and adopts what stands.
        case again
        /// The destination cannot be looked at.
        case failed(String)
    }

    let intended: [ReplicaRow]
    let directory: String
    let unit: Int64
    let epoch: Int
    let sources: [SourceFile]

    func run() -> Outcome {
        do {
            guard try FileStatus.following(Paths.directory(of: directory)) != nil else {
                throw POSIXError("find", directory, errorNumber: 2)
            }
            var isComplete = !intended.isEmpty
            for file in intended {
                let hasName = try Verifier.holds(file.path, bytes: file.bytes, hash: file.hash) || takePart(file)
                isComplete = isComplete && hasName
            }
            removeParts()
            guard isComplete else { return .again }
            // What stands under a final name may be somebody else's, and not on disk yet.
            for file in intended { try Files.syncFile(file.path) }
            try Files.syncDirectory(directory)
            return .complete(
                try Verifier.confirm(
                    intended.map { (path: $0.path, bytes: $0.bytes, hash: $0.hash) }, .size, releasing: sources))
        } catch {
            return .failed("\(error)")
        }
    }

    /// A part that was verified and synced before the server was stopped gets its name now.
    private func takePart(_ file: ReplicaRow) throws(POSIXError) -> Bool {
        guard let role = ArchiveFile.Role(rawValue: file.role), try FileStatus.of(file.path) == nil else {
            return false
        }
        let part = Paths.join(directory, WorkFiles.part(role, unit: unit, epoch: epoch))
        guard try Verifier.holds(part, bytes: file.bytes, hash: file.hash) else { return false }
        try Files.renameWithoutReplacing(part, to: file.path)
        return true
    }

    private func removeParts() {
        for role in [ArchiveFile.Role.image, .sidecar, .nexus] {
            try? Files.unlink(
                Paths.join(directory, WorkFiles.part(role, unit: unit, epoch: epoch)), with: PartPermission())
        }
    }
}
