import FrameTypes
import Ledger
import POSIXFiles

/// Work directories that belong to no unfinished frame of the ledger: it was deleted, replaced, or restored from an
/// older copy. Their frames go on as if they had just been taken; nothing in them is overwritten or removed.
extension EngineCore {
    struct WorkDirectory {
        var path: String
        var id: Int64
    }

    /// What this server cannot tell what to do with. Somebody has to look; until then it stays where it is.
    private struct Puzzle: Error, CustomStringConvertible {
        let description: String
    }

    /// What lies in one work directory.
    private struct Found {
        var frames: [String] = []
        var sidecars: [String] = []
        var others: [String] = []
    }

    /// All work directories. A work area that cannot be looked at is not taken for empty: the start is tried again.
    func workDirectories() throws(POSIXError) -> [WorkDirectory] {
        var found: [WorkDirectory] = []
        for area in [properties.temporaryDirectory, properties.processedDirectory] {
            for entry in try DirectoryListing.entries(of: area) where entry.isDirectory {
                guard let id = Int64(entry.name), id > 0 else { continue }
                found.append(WorkDirectory(path: Paths.join(area, entry.name), id: id))
            }
        }
        return found.sorted { $0.id < $1.id }
    }

    func adoptUnknown(_ all: [WorkDirectory]) {
        let unknown = all.filter { units[$0.id] == nil }
        for work in unknown { services?.ids.advance(beyond: work.id) }
        let adopted = unknown.count { adopt($0) }
        guard adopted > 0 else { return }
        fail(
            "\(adopted) frames lay in the work area and were not in the ledger, which must have been removed or replaced: "
                + "they go on as if they had just been found.")
    }

    /// What stays in a work directory without belonging to a frame any more is taken up like what no ledger knows.
    func adoptLater(_ work: WorkDirectory, _ problem: String) {
        // A late sidecar may get stuck again and again.
        if !laterAdoptions.contains(where: { Paths.areEqual($0.path, work.path) }) { laterAdoptions.append(work) }
        let sentence = "What is left in \(work.path) cannot be put back yet and will be tried again. \(problem)"
        if troubles.raise(.file(PathKey(work.path)), sentence) { fail(sentence) }
    }

    func adoptAgain() {
        let again = laterAdoptions
        laterAdoptions.removeAll()
        for work in again { _ = adopt(work) }
    }

    /// True when a frame goes on. What fails is tried again, and keeps no other directory waiting.
    private func adopt(_ given: WorkDirectory) -> Bool {
        let subject = Troubles.Subject.file(PathKey(given.path))
        var work = given
        do {
            let isAdopted = try take(&work)
            troubles.clear(subject)
            return isAdopted
        } catch {
            laterAdoptions.append(work)
            if !Paths.areEqual(work.path, given.path) { troubles.clear(subject) }
            let sentence = "What lies in \(work.path) is not in the ledger and cannot be taken up yet. \(error)"
            if troubles.raise(.file(PathKey(work.path)), sentence) { fail(sentence) }
            return false
        }
    }

    private func find(_ directory: String) throws(POSIXError) -> Found {
        var found = Found()
        for entry in try DirectoryListing.entries(of: directory) where !WorkFiles.isOwn(entry.name) {
            switch classifier.role(of: entry.name) {
            case _ where entry.isDirectory: found.others.append(entry.name)
            case .frame: found.frames.append(entry.name)
            case .sidecar: found.sidecars.append(entry.name)
            case .discard(let match):
                // Taken under other rules than those of today.
                if Paths.areEqual(match.path, entry.name) {
                    found.frames.append(entry.name)
                } else {
                    found.sidecars.append(entry.name)
                }
            case .ignored: found.others.append(entry.name)
            }
        }
        return found
    }

    private func take(_ work: inout WorkDirectory) throws -> Bool {
        guard try FileStatus.of(work.path) != nil else { return false }
        let found = try find(work.path)
        if let other = found.others.first {
            throw Puzzle(description: "\(other) is neither a frame nor a sidecar: move it away.")
        }
        guard found.frames.count < 2 else {
            throw Puzzle(description: "Those are several frames: move them into RawDir.")
        }
        let origin = WorkFiles.origin(of: work.path)
        let raw = Paths.join(properties.rawDirectory, origin?.directory ?? "")
        guard let frame = found.frames.first else {
            // A sidecar that was being archived later than its frame, or nothing at all.
            try WorkFiles.giveBack(found.sidecars, in: work.path, to: raw)
            return false
        }
        let place = work.path
        try giveOwnNumber(&work)
        let now = Monotonic.now()
        let unit = FrameUnit(
            id: work.id, path: Paths.join(raw, frame), destination: origin?.destination ?? values.remoteDirectory,
            directory: origin?.directory ?? "", members: [], epoch: epoch, found: now, completed: now)
        unit.members = try members(frame, found.sidecars, in: work.path)
        guard unit.identity != nil else { return false }
        (unit.state, unit.workDirectory, unit.changed, unit.earlierEpoch) = (.claimed, work.path, now, 0)
        let id = work.id
        enter(
            unit,
            [
                .addUnit(row(of: unit)),
                .event(kind: "adopted", unit: id, text: "It lay in \(place), unknown to the ledger."),
            ]
        ) { core in
            if let unit = core.units[id] { core.queue(unit) }
        }
        return true
    }

    /// The number of a finished frame is not used again, nor that of a frame in the other work area, nor one that no server
    /// has made.
    private func giveOwnNumber(_ work: inout WorkDirectory) throws {
        guard let services else { return }
        let isTaken = try services.reader.frames(named: String(work.id), limit: 1).contains { $0.id == work.id }
        guard isTaken || units[work.id] != nil || work.id >= LedgerID.limit else { return }
        let id = services.ids.next()
        let path = Paths.join(Paths.directory(of: work.path), String(id))
        try Files.renameWithoutReplacing(work.path, to: path)
        work = WorkDirectory(path: path, id: id)
    }

    private func members(
        _ frame: String, _ sidecars: [String], in work: String
    ) throws(POSIXError) -> [UnitMember] {
        func member(_ role: UnitMember.Role, _ name: String) throws(POSIXError) -> UnitMember? {
            guard let status = try FileStatus.of(Paths.join(work, name)), status.kind == .regular else { return nil }
            return UnitMember(role: role, name: name, bytes: status.identity.size, identity: status.identity)
        }
        let sidecar = classifier.sidecars(of: frame).first { name in sidecars.contains { Paths.areEqual($0, name) } }
        return [
            try member(.frame, frame), try sidecar.flatMap { name throws(POSIXError) in try member(.sidecar, name) },
        ]
        .compactMap { $0 }
    }
}
