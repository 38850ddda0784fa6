import FrameTypes
import Glibc
import Hashing
import Ledger
import POSIXFiles

/// Archives a sidecar beside the frame that went ahead without it. Runs on the thread for chores.
struct LateSidecarJob: Sendable {
    enum Outcome: Sendable {
        /// No archived frame waits for it.
        case none
        /// It lies beside its frame, under this name.
        case stored(unit: Int64, destination: String, member: UnitMember, ReplicaRow, SourcePermission)
        case failed(String)
    }

    let frame: String
    let sidecar: String
    let durable: Bool
    let ownership: FileOwnership

    func run(_ reader: any LedgerReading) -> Outcome {
        do {
            guard let record = try reader.frames(named: frame, limit: 1).first, record.path == frame,
                record.state == .archived, !record.members.contains(where: { $0.role == .sidecar }),
                let image = record.files.first(where: { $0.role == "image" })
            else { return .none }
            return try store(record, beside: image.path)
        } catch {
            return .failed("\(error)")
        }
    }

    private func store(_ record: FrameRecord, beside image: String) throws -> Outcome {
        let target = image + sidecar.dropFirst(frame.count)
        guard let status = try FileStatus.of(sidecar) else { return .none }
        let part = Paths.join(
            Paths.directory(of: image), WorkFiles.part(.sidecar, unit: record.id, epoch: 0))
        try FileCopy.copy(sidecar, to: part)
        try ownership.apply(to: part)
        let hash = try ContentHash.of(file: part)
        let file = ArchiveFile(
            role: .sidecar, part: part, final: target, bytes: status.identity.size, hash: hash)
        let parts = try Verifier.verify(parts: [file], .hash)
        switch Publisher.name(parts) {
        case .failed(let error): throw error
        case .vanished(let part): throw POSIXError("find", part, errorNumber: ENOENT)
        case .collision:
            try Files.unlink(part, with: PartPermission())
            return .none
        case .named: break
        }
        if durable { try Files.syncDirectory(Paths.directory(of: target)) }
        let permission = try Verifier.confirm(copy: target, of: sidecar)
        let member = UnitMember(role: .sidecar, name: Paths.base(of: sidecar), bytes: status.identity.size)
        return .stored(
            unit: record.id, destination: record.destination, member: member, file.replica, permission)
    }
}
