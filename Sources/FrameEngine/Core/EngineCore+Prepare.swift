import FrameTypes
import Ledger
import POSIXFiles

/// `01_prepare_raw`: takes a settled frame and its sidecar out of the raw directory.
extension EngineCore {
    func claimIntents(_ unit: FrameUnit) -> [LedgerChange] {
        let work = workDirectory(unit)
        let raw = Paths.directory(of: unit.path)
        var changes = unit.members.map { member in
            LedgerChange.intend(
                FileOperation(
                    unit: unit.id, epoch: unit.epoch, step: "claim", source: Paths.join(raw, member.name),
                    target: Paths.join(work, member.name)))
        }
        let processed = Paths.join(properties.processedDirectory, String(unit.id))
        changes.append(
            .intend(
                FileOperation(unit: unit.id, epoch: unit.epoch, step: "process", source: work, target: processed)))
        return changes
    }

    private func workDirectory(_ unit: FrameUnit) -> String {
        Paths.join(properties.temporaryDirectory, String(unit.id))
    }

    func claimUnits(at now: Double) {
        guard isEnabled(.prepare) else { return }
        while let id = waitingForClaim.popFirst() {
            guard let unit = units[id], unit.state == .settled, !unit.isBusy else { continue }
            unit.isBusy = true
            move(unit, to: .claiming)
            let ofFiring = began(.prepare)
            let changes = [.setUnit(id: id, state: .claiming, reason: unit.verdict)] + claimIntents(unit)
            commit(changes) { core, error in
                guard let error else { return core.claim(id, ofFiring: ofFiring) }
                core.ended(.prepare, ofFiring: ofFiring, failed: true)
                if let unit = core.units[id] { core.holdBack(unit, error) }
            }
        }
    }

    /// Renames the members; two calls on one file system.
    func claim(_ id: Int64, ofFiring: Bool) {
        guard let unit = units[id] else { return ended(.prepare, ofFiring: ofFiring, failed: false) }
        unit.isBusy = false
        FaultPoint.found.reach()
        let work = workDirectory(unit)
        do throws(POSIXError) {
            if try Files.makeDirectory(work) {
                WorkFiles.markOrigin(in: work, directory: unit.directory, destination: unit.destination)
            }
            try takeMembers(of: unit, into: work)
        } catch {
            ended(.prepare, ofFiring: ofFiring, failed: true)
            if error.isMissing, !exists(unit.path), !exists(Paths.join(work, unit.name)) {
                try? WorkFiles.removeDirectory(work)
                return lose(unit, "its file vanished from the raw directory before it could be taken.")
            }
            return retry(unit, as: .settled, after: StepFailure(error))
        }
        FaultPoint.claimed.reach()
        ended(.prepare, ofFiring: ofFiring, failed: false)
        relieve(unit)
        unit.workDirectory = work
        disown(unit)
        guard !unit.members.isEmpty else { return lose(unit, "its file vanished from the raw directory.") }
        move(unit, to: .claimed)
        commit([.setUnit(id: id, state: .claimed, reason: unit.verdict), .done(unit: id, step: "claim")], .lazy)
        waitingForMerge.append(id)
    }

    /// A sidecar is no longer part of its unit; what comes under its name is something new.
    func dropSidecar(of unit: FrameUnit) {
        guard let name = unit.sidecarName else { return }
        unit.members.removeAll { $0.role == .sidecar }
        let path = Paths.join(Paths.directory(of: unit.path), name)
        ownedPaths.remove(path)
        look(path, at: Monotonic.now(), isReleased: false)
    }

    /// What has been taken by an earlier attempt stays taken.
    private func takeMembers(of unit: FrameUnit, into work: String) throws(POSIXError) {
        let raw = Paths.directory(of: unit.path)
        for member in unit.members {
            let target = Paths.join(work, member.name)
            do throws(POSIXError) {
                try Files.renameWithoutReplacing(Paths.join(raw, member.name), to: target)
                if unit.members.count > 1 { FaultPoint.halfClaimed.reach() }
            } catch {
                let isThere = try FileStatus.of(target) != nil
                if isThere { continue }
                guard member.role == .sidecar, error.isMissing else { throw error }
                // A sidecar that was taken back does not keep its frame, nor the frame its name.
                dropSidecar(of: unit)
            }
        }
    }
}
