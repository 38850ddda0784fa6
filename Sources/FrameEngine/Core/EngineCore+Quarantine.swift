import FrameTypes
import Ledger
import POSIXFiles

/// Frames that cannot be archived are kept for inspection, with the reason in a file.
///
/// They are claimed like any other frame first: in the work area nobody gives their names to other files, so what is
/// removed in the end is what was copied.
extension EngineCore {
    /// A candidate that never became whole: it is found, claimed, looked at once more, and fails.
    func findBad(_ candidate: FrameCandidate, reason: String, at now: Double) {
        let unit = makeUnit(candidate, withSidecar: candidate.sidecar != nil, at: now)
        unit.verdict = reason
        find(unit)
    }

    /// A sidecar whose frame never came. It is no frame and counts as none.
    func findOrphan(_ candidate: FrameCandidate, at now: Double) {
        let unit = makeUnit(candidate, withSidecar: true, at: now)
        unit.isOrphan = true
        unit.verdict = orphanReason(unit)
        find(unit)
    }

    private func orphanReason(_ unit: FrameUnit) -> String { "It is the sidecar of \(unit.name), which never came." }

    /// Why no look can save a claimed unit; nil for all others.
    func hopelessness(of unit: FrameUnit) -> String? {
        if unit.isOrphan { return orphanReason(unit) }
        guard let size = unit.identity?.size, size < rules.minFileSize else { return nil }
        return unit.verdict ?? "It has \(size) bytes, fewer than MinFileSize (\(rules.minFileSize))."
    }

    /// A claimed unit that cannot go on.
    func quarantine(_ unit: FrameUnit, reason: String) {
        unit.isBusy = true
        unit.waiting = reason
        unit.verdict = reason
        let id = unit.id
        commit([.setUnit(id: id, state: unit.state, reason: reason)] + quarantineIntents(unit), of: id) { core, unit in
            core.keep(unit, reason: reason)
        }
    }

    func quarantineDirectory(_ unit: FrameUnit) -> String {
        Paths.join(properties.stateDirectory, "quarantine/\(unit.id)")
    }

    private func quarantineIntents(_ unit: FrameUnit) -> [LedgerChange] {
        guard let work = unit.workDirectory else { return [] }
        return unit.members.map { member in
            .intend(
                FileOperation(
                    unit: unit.id, epoch: unit.epoch, step: "quarantine", source: Paths.join(work, member.name),
                    target: Paths.join(quarantineDirectory(unit), member.name)))
        }
    }

    func keep(_ unit: FrameUnit, reason: String) {
        guard let work = unit.workDirectory else { return }
        let id = unit.id
        let job = QuarantineJob(
            task: unit.task(in: work), directory: quarantineDirectory(unit), root: properties.stateDirectory,
            reason: reason, syncs: syncs, isWrittenDown: unit.state == .quarantined)
        let mailbox = mailbox
        services?.chores.submit {
            let outcome = job.run()
            mailbox.post { $0.kept(id, outcome, reason) }
        }
    }

    private func kept(_ id: Int64, _ outcome: QuarantineJob.Outcome, _ reason: String) {
        guard let unit = units[id] else { return }
        switch outcome {
        case .nothing: lose(unit, "its file vanished before it could be set aside (\(reason))")
        case .changed(let found):
            // The verdict was about other bytes.
            commit([.setUnit(id: id, state: .claimed, reason: nil), .done(unit: id, step: "quarantine")], .lazy)
            changedAfterClaim(unit, found)
        case .failed(let problem):
            complain(unit, problem, "\(unit.name) cannot be set aside and will be tried again: \(problem)")
            laterKeeps.append((id, reason))
        case .kept(let permission):
            unit.permission = permission
            // An earlier server has written it down.
            if unit.state == .quarantined { return removeSources(of: unit) }
            let changes: [LedgerChange] = [
                .setUnit(id: id, state: .quarantined, reason: reason), .done(unit: id, step: "quarantine"),
                .intend(FileOperation(unit: id, epoch: unit.epoch, step: "release", source: unit.path, target: nil)),
                .event(kind: "quarantined", unit: id, text: reason),
            ]
            commit(changes, of: id) { core, unit in
                core.move(unit, to: .quarantined)
                core.removeSources(of: unit)
            }
        }
    }

    /// The copies are all that is left of a unit.
    func setAside(_ unit: FrameUnit) {
        let reason = unit.verdict ?? ""
        let place = quarantineDirectory(unit)
        dropParts(of: unit)
        finish(unit, as: .quarantined)
        if !unit.isOrphan {
            counters.fail()
            health.lastQuarantine = (Monotonic.now(), "\(unit.name) was set aside: \(reason)")
        }
        commit([.done(unit: unit.id, step: "release")], .lazy)
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
