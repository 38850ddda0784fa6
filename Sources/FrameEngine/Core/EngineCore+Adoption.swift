import FrameTypes
import Ledger
import POSIXFiles

/// Work directories that belong to no unfinished frame of the ledger: it was deleted, replaced, or restored from an
/// older copy. Their frames go on as if they had just been taken; nothing in them is overwritten or removed.
extension EngineCore {
    /// What lies in one work directory.
    private struct Found {
        let directory: String
        let id: Int64
        var frames: [String] = []
        var sidecars: [String] = []
        var others: [String] = []
    }

    func adoptUnknownWork() {
        do {
            try adoptAll()
        } catch {
            fail("The work area cannot be looked at for frames that the ledger does not know. \(error)")
        }
    }

    private func adoptAll() throws {
        var unknown: [Found] = []
        for area in [properties.temporaryDirectory, properties.processedDirectory] {
            for entry in try DirectoryListing.entries(of: area) where entry.isDirectory {
                guard let id = Int64(entry.name), id > 0, units[id] == nil else { continue }
                services?.ids.advance(beyond: id)
                unknown.append(try find(Paths.join(area, entry.name), id))
            }
        }
        var adopted = 0
        for found in unknown.sorted(by: { $0.id < $1.id }) where try adopt(found) { adopted += 1 }
        guard adopted > 0 else { return }
        fail(
            "\(adopted) frames lay in the work area and were not in the ledger, which must have been removed or replaced: "
                + "they go on as if they had just been found.")
    }

    private func find(_ directory: String, _ id: Int64) throws(POSIXError) -> Found {
        var found = Found(directory: directory, id: id)
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

    /// True when a frame goes on.
    private func adopt(_ found: Found) throws -> Bool {
        guard found.others.isEmpty, found.frames.count < 2 else {
            note("\(found.directory) holds files that this server cannot tell what to do with, so they stay there.")
            return false
        }
        let origin = WorkFiles.origin(of: found.directory)
        let raw = Paths.join(properties.rawDirectory, origin?.directory ?? "")
        guard let frame = found.frames.first else {
            giveBack(found, to: raw)
            return false
        }
        let (id, work) = try ownDirectory(of: found)
        let now = Monotonic.now()
        let unit = FrameUnit(
            id: id, path: Paths.join(raw, frame), destination: origin?.destination ?? values.remoteDirectory,
            directory: origin?.directory ?? "", members: [], epoch: epoch, found: now, completed: now)
        unit.members = try members(frame, found.sidecars, in: work)
        guard unit.identity != nil else { return false }
        (unit.state, unit.workDirectory, unit.changed, unit.earlierEpoch) = (.claimed, work, now, 0)
        enter(
            unit,
            [
                .addUnit(row(of: unit)),
                .event(kind: "adopted", unit: id, text: "It lay in \(found.directory), unknown to the ledger."),
            ]
        ) { core in
            if let unit = core.units[id] { core.queue(unit) }
        }
        return true
    }

    /// The number of a finished frame is not used again.
    private func ownDirectory(of found: Found) throws -> (Int64, String) {
        guard let services,
            try services.reader.frames(named: String(found.id), limit: 1).contains(where: { $0.id == found.id })
        else { return (found.id, found.directory) }
        let id = services.ids.next()
        let work = Paths.join(Paths.directory(of: found.directory), String(id))
        try Files.renameWithoutReplacing(found.directory, to: work)
        return (id, work)
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

    /// A sidecar that was being archived later than its frame, or nothing at all.
    private func giveBack(_ found: Found, to raw: String) {
        do throws(POSIXError) {
            for name in found.sidecars {
                try Files.makeDirectories(raw)
                try Files.renameWithoutReplacing(Paths.join(found.directory, name), to: Paths.join(raw, name))
            }
            try WorkFiles.dropRecipe(in: found.directory)
            try WorkFiles.removeDirectory(found.directory)
        } catch {
            note("What lies in \(found.directory) stays there until the next start. \(error)")
        }
    }
}
