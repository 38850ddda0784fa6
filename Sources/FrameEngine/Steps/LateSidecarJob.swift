import FrameTypes
import Glibc
import Hashing
import Ledger
import POSIXFiles

/// Archives a sidecar beside the frame that went ahead without it: first ``find(_:)``, then, when the claim is written
/// down, ``run()``. Runs on the thread for chores.
struct LateSidecarJob: Sendable {
    /// The archived frame that a sidecar belongs to.
    struct Match: Sendable {
        let unit: Int64
        let destination: String
        /// Archived image beside which the sidecar goes.
        let image: String
    }

    enum Outcome: Sendable {
        /// It is gone, or its name in the archive is taken, or its image is not there any more.
        case none
        /// It lies beside its frame, under this name.
        case stored(UnitMember, ReplicaRow, SourcePermission)
        /// It lies where it was found.
        case failed(String)
        /// It could not be put back either, and lies in the work directory.
        case stuck(String)
    }

    /// Path of the frame in the raw directory.
    let frame: String
    /// Its directory below the raw directory.
    let directory: String
    let sidecar: String
    let durable: Bool
    let ownership: FileOwnership

    /// The archived frame without a sidecar that it belongs to; nil when there is none.
    func find(_ reader: any LedgerReading) throws -> Match? {
        guard let record = try reader.frames(named: frame, limit: 1).first, Paths.areEqual(record.path, frame),
            record.state == .archived, !record.members.contains(where: { $0.role == .sidecar }),
            let image = record.files.first(where: { $0.role == "image" })
        else { return nil }
        return Match(unit: record.id, destination: record.destination, image: image.path)
    }

    /// Takes the sidecar out of the raw directory and copies it. One that cannot be copied now goes back.
    func run(_ match: Match, work: String, mounts: DestinationMounts) -> Outcome {
        let taken = Paths.join(work, Paths.base(of: sidecar))
        do {
            if let problem = mounts.problem(of: match.destination) {
                throw StepFailure(.inputOutput(ENODEV), problem)
            }
            // Somebody moved the image elsewhere: nobody would look for a sidecar here.
            guard try FileStatus.of(match.image) != nil else { return .none }
            if try Files.makeDirectory(work) {
                WorkFiles.markOrigin(in: work, directory: directory, destination: match.destination)
            }
            do throws(POSIXError) {
                // What an earlier attempt has taken comes first.
                if try FileStatus.of(taken) == nil { try Files.renameWithoutReplacing(sidecar, to: taken) }
            } catch {
                try WorkFiles.removeDirectory(work)
                if error.isMissing { return .none }
                throw error
            }
            FaultPoint.lateTaken.reach()
            guard let status = try FileStatus.of(taken), status.kind == .regular else {
                try giveBack(from: work)
                return .none
            }
            return try store(SourceFile(role: .sidecar, path: taken, identity: status.identity), match)
        } catch {
            return failed("\(error)", in: work)
        }
    }

    private func failed(_ problem: String, in work: String) -> Outcome {
        do throws(POSIXError) {
            try giveBack(from: work)
            return .failed(problem)
        } catch {
            return .stuck("\(problem) \(error)")
        }
    }

    private func giveBack(from work: String) throws(POSIXError) {
        try WorkFiles.giveBack([Paths.base(of: sidecar)], in: work, to: Paths.directory(of: sidecar))
    }

    private func store(_ source: SourceFile, _ match: Match) throws -> Outcome {
        let target = match.image + Paths.dropPrefix(frame, of: sidecar)
        let part = Paths.join(
            Paths.directory(of: match.image), WorkFiles.part(.sidecar, unit: match.unit, epoch: 0))
        // A copy that hangs since an earlier life of the engine goes on in a file that has no name any more.
        try Files.unlink(part, with: PartPermission())
        try FileCopy.copy(source.path, to: part)
        try ownership.apply(to: part)
        let file = ArchiveFile(
            role: .sidecar, part: part, final: target, bytes: source.identity.size,
            hash: try ContentHash.of(file: source.path))
        let parts = try Verifier.verify(parts: [file], of: [source], kept: [], .hash)
        switch Publisher.name(parts, durable: durable) {
        case .failed(let error): throw error
        case .vanished(let part): throw POSIXError("find", part, errorNumber: ENOENT)
        case .collision:
            try Files.unlink(part, with: PartPermission())
            try giveBack(from: Paths.directory(of: source.path))
            return .none
        case .named: break
        }
        if durable { try Files.syncDirectory(Paths.directory(of: target)) }
        FaultPoint.lateStored.reach()
        let member = UnitMember(
            role: .sidecar, name: Paths.base(of: sidecar), bytes: source.identity.size, identity: source.identity)
        return .stored(member, file.replica, try Verifier.confirm(parts))
    }
}
