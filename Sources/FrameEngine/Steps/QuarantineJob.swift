import Glibc
import Hashing
import POSIXFiles

/// Copies the claimed files of a bad frame into the state directory, with the reason beside them. Runs on the thread
/// for chores.
struct QuarantineJob: Sendable {
    let task: UnitTask
    /// Directory of this unit in the quarantine.
    let directory: String
    /// Directory that holds the quarantine and whose own name is durable.
    let root: String
    let reason: String
    let syncs: DirectorySyncs
    /// The ledger knows that it was set aside: what is left of the originals goes, nothing is judged again.
    let isWrittenDown: Bool

    enum Outcome: Sendable {
        /// The copies stand and are verified; the originals may go.
        case kept(SourcePermission)
        /// The files are not those that were judged.
        case changed(SourceIdentities)
        /// No file was left to keep.
        case nothing
        case failed(String)
    }

    func run() -> Outcome {
        do {
            let identities = try task.look()
            if !isWrittenDown {
                guard identities == task.identities else { return .changed(identities) }
                try leaveRoom()
            }
            try Files.makeDirectories(directory)
            var permission = SourcePermission.none
            for source in try originals() { permission = permission.joined(with: try keep(source)) }
            // What an earlier attempt has copied and removed is kept all the same.
            if task.originals.isEmpty, try DirectoryListing.entries(of: directory).isEmpty {
                try Files.removeDirectory(directory)
                return .nothing
            }
            try writeReason()
            try Files.syncDirectory(directory)
            // Not remembered: there is one of these for each unit.
            let quarantine = Paths.directory(of: directory)
            try Files.syncDirectory(quarantine)
            try syncs.sync(quarantine, upTo: root)
            FaultPoint.copied.reach()
            return .kept(permission)
        } catch is SourceChanged {
            return (try? task.look()).map { .changed($0) } ?? .failed("\(task.name) changed while it was copied.")
        } catch {
            return .failed("\(error)")
        }
    }

    /// The ledger lies on the same disk: however many bad frames come, the good ones can still be written down.
    private func leaveRoom() throws(POSIXError) {
        let usage = try FileSystemUsage(of: root)
        let needed = task.originals.reduce(0) { $0 + $1.identity.size }
        guard needed > 0, !Self.leavesRoom(usage, needed) else { return }
        throw POSIXError("keep \(task.name) and leave room for the ledger in", root, errorNumber: ENOSPC)
    }

    /// A twentieth of the disk stays free, at most a gigabyte.
    static func leavesRoom(_ usage: FileSystemUsage, _ needed: Int64) -> Bool {
        usage.free - needed >= min(1 << 30, usage.capacity / 20)
    }

    /// What there is to copy. Where an earlier server was at work, one that is gone has its copy already, and one that
    /// changed is not covered: it returns to where it was found.
    private func originals() throws(POSIXError) -> [SourceFile] {
        guard isWrittenDown else { return task.originals }
        var found: [SourceFile] = []
        for source in task.originals where try FileStatus.of(source.path)?.identity == source.identity {
            found.append(source)
        }
        return found
    }

    /// A copy of other bytes, from an attempt before its writer came back, stays beside the new one.
    private func keep(_ source: SourceFile) throws -> SourcePermission {
        let part = Paths.join(directory, WorkFiles.copyPart)
        try FileCopy.copy(source.path, to: part)
        let permission = try Verifier.confirm(copy: part, of: source)
        let base = Paths.join(directory, Paths.base(of: source.path))
        var (target, number) = (base, 1)
        while try FileStatus.of(target) != nil {
            if let file = try FileStatus.of(part)?.identity, let hash = try? ContentHash.of(file: part),
                try Verifier.holds(target, bytes: file.size, hash: hash)
            {
                try Files.unlink(part, with: PartPermission())
                return permission
            }
            number += 1
            target = "\(base).\(number)"
        }
        try Files.renameWithoutReplacing(part, to: target)
        return permission
    }

    private func writeReason() throws(POSIXError) {
        let part = Paths.join(directory, WorkFiles.reasonPart)
        let file = try FileDescriptor(opening: part, for: .replace)
        try file.write(Array("\(reason)\n".utf8))
        try file.sync()
        let target = Paths.join(directory, "reason.txt")
        if try FileStatus.of(target) != nil {
            try Files.unlink(part, with: PartPermission())
        } else {
            try Files.renameWithoutReplacing(part, to: target)
        }
    }
}
