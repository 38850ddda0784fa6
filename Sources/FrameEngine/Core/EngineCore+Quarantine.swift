import FrameTypes
import Ledger
import POSIXFiles

/// Frames that cannot be archived are kept for inspection, with the reason in a file.
extension EngineCore {
    /// A candidate that never became whole: it is found, and fails.
    func findBad(_ candidate: FrameCandidate, reason: String, at now: Double) {
        let unit = makeUnit(candidate, withSidecar: candidate.sidecar != nil, at: now)
        unit.isBusy = true
        let changes: [LedgerChange] = [
            .addUnit(row(of: unit, reason: reason)), .event(kind: "found", unit: unit.id, text: summary(unit)),
        ]
        let id = unit.id
        enter(unit, changes + quarantineIntents(unit)) { core in
            guard let unit = core.units[id] else { return }
            core.keep(unit, reason: reason)
        }
    }

    /// A sidecar whose frame never came. It is no frame and counts as none.
    func findOrphan(_ candidate: FrameCandidate, at now: Double) {
        let unit = makeUnit(candidate, withSidecar: true, at: now)
        unit.isBusy = true
        unit.isOrphan = true
        let reason = "It is the sidecar of \(unit.name), which never came."
        let id = unit.id
        enter(unit, [.addUnit(row(of: unit, reason: reason))] + quarantineIntents(unit), isCounted: false) { core in
            guard let unit = core.units[id] else { return }
            core.keep(unit, reason: reason)
        }
    }

    /// A unit on its way that cannot go on.
    func quarantine(_ unit: FrameUnit, reason: String) {
        unit.isBusy = true
        unit.waiting = reason
        let id = unit.id
        commit([.setUnit(id: id, state: unit.state, reason: reason)] + quarantineIntents(unit)) { core, _ in
            guard let unit = core.units[id] else { return }
            core.keep(unit, reason: reason)
        }
    }

    private func quarantineDirectory(_ unit: FrameUnit) -> String {
        Paths.join(properties.stateDirectory, "quarantine/\(unit.id)")
    }

    private func places(_ unit: FrameUnit) -> [String] {
        let directory = unit.workDirectory ?? Paths.directory(of: unit.path)
        return unit.members.map { Paths.join(directory, $0.name) }
    }

    private func quarantineIntents(_ unit: FrameUnit) -> [LedgerChange] {
        places(unit).map { source in
            .intend(
                FileOperation(
                    unit: unit.id, epoch: unit.epoch, step: "quarantine", source: source,
                    target: Paths.join(quarantineDirectory(unit), Paths.base(of: source))))
        }
    }

    func keep(_ unit: FrameUnit, reason: String) {
        let id = unit.id
        let job = QuarantineJob(
            unit: id, sources: places(unit), directory: quarantineDirectory(unit), reason: reason)
        let mailbox = mailbox
        services?.chores.submit {
            let outcome = job.run()
            mailbox.post { $0.kept(id, outcome, reason) }
        }
    }

    private func kept(_ id: Int64, _ outcome: QuarantineJob.Outcome, _ reason: String) {
        guard let unit = units[id] else { return }
        switch outcome {
        case .nothing:
            if unit.isOrphan { return finish(unit, as: .lost) }
            lose(unit, "its file vanished before it could be set aside (\(reason))")
        case .failed(let problem):
            fail("\(unit.name) cannot be set aside and will be tried again: \(problem)")
            laterKeeps.append((id, reason))
        case .kept(let originals):
            commit([
                .setUnit(id: id, state: .quarantined, reason: reason), .done(unit: id, step: "quarantine"),
                .intend(FileOperation(unit: id, epoch: unit.epoch, step: "release", source: unit.path, target: nil)),
                .event(kind: "quarantined", unit: id, text: reason),
            ]) { core, _ in core.quarantined(id, originals, reason) }
        }
    }

    private func quarantined(_ id: Int64, _ originals: [(path: String, permission: SourcePermission)], _ reason: String)
    {
        guard let unit = units[id] else { return }
        let mailbox = mailbox
        let work = unit.workDirectory
        services?.chores.submit {
            for (path, permission) in originals { try? Files.unlink(path, with: permission) }
            if let work { Self.clear(work) }
            mailbox.post { $0.setAside(id, reason) }
        }
    }

    /// The recipe of a frame that is set aside is of no use.
    private static func clear(_ work: String) {
        let part = Paths.join(work, WorkFiles.recipePart)
        try? Files.renameWithoutReplacing(Paths.join(work, WorkFiles.recipe), to: part)
        try? Files.unlink(part, with: PartPermission())
        try? Files.removeDirectory(work)
    }

    private func setAside(_ id: Int64, _ reason: String) {
        guard let unit = units[id] else { return }
        let place = quarantineDirectory(unit)
        finish(unit, as: .quarantined)
        if !unit.isOrphan {
            counters.fail()
            health.lastQuarantine = Monotonic.now()
        }
        commit([.done(unit: id, step: "release")], .lazy)
        fail("\(unit.isOrphan ? unit.sidecarName ?? unit.name : unit.name) was set aside in \(place): \(reason)")
    }

    func keepAgain() {
        let again = laterKeeps
        laterKeeps.removeAll()
        for (id, reason) in again {
            if let unit = units[id] { keep(unit, reason: reason) }
        }
    }
}
