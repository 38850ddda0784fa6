import Glibc
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

    private struct Place {
        let file: ReplicaRow
        /// Where it lies while it has no name.
        let part: String?
    }

    let intended: [ReplicaRow]
    let destination: String
    let mounts: DestinationMounts
    let directory: String
    let unit: Int64
    let epoch: Int
    let sources: [SourceFile]

    func run() -> Outcome {
        do {
            // Copies are missed only where the destination itself is: its mount may come after the server.
            if let problem = mounts.problem(of: destination) { return .failed(problem) }
            guard try FileStatus.following(destination)?.kind == .directory else {
                throw POSIXError("find", destination, errorNumber: ENOENT)
            }
            let isNamed = try places().map { try name($0) } ?? false
            if isNamed { FaultPoint.resumed.reach() }
            try WorkFiles.removeParts(of: unit, in: directory)
            guard isNamed else { return .again }
            // What stands under a final name may be somebody else's, and not on disk yet.
            for file in intended { try Files.syncFile(file.path) }
            try Files.syncDirectory(directory)
            return .complete(try Verifier.confirm(intended, releasing: sources))
        } catch is VerificationError {
            return .again
        } catch {
            return .failed("\(error)")
        }
    }

    /// Where each file of the set stands; nil when one is missing or its name is somebody else's: then none gets a name.
    private func places() throws(POSIXError) -> [Place]? {
        var places: [Place] = []
        for file in intended {
            if try Verifier.holds(file.path, bytes: file.bytes, hash: file.hash) {
                places.append(Place(file: file, part: nil))
            } else if let part = try part(of: file) {
                places.append(Place(file: file, part: part))
            } else {
                return nil
            }
        }
        return places.isEmpty ? nil : places
    }

    /// A part that was verified and synced before the server was stopped.
    private func part(of file: ReplicaRow) throws(POSIXError) -> String? {
        guard let role = ArchiveFile.Role(rawValue: file.role), try FileStatus.of(file.path) == nil else { return nil }
        let part = Paths.join(directory, WorkFiles.part(role, unit: unit, epoch: epoch))
        return try Verifier.holds(part, bytes: file.bytes, hash: file.hash) ? part : nil
    }

    /// Gives the names that are missing. When somebody takes one meanwhile, those just given are taken back, since the
    /// whole set goes on to other names.
    private func name(_ places: [Place]) throws(POSIXError) -> Bool {
        var named: [(part: String, path: String)] = []
        for place in places {
            guard let part = place.part else { continue }
            do throws(POSIXError) {
                try Files.renameWithoutReplacing(part, to: place.file.path)
                named.append((part, place.file.path))
            } catch {
                guard error.exists else { throw error }
                for (part, path) in named.reversed() { try Files.renameWithoutReplacing(path, to: part) }
                return false
            }
        }
        return true
    }
}
