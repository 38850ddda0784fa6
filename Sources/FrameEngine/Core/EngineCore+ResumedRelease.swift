import FrameTypes
import Glibc
import Ledger
import POSIXFiles

/// Units whose outcome was recorded when an earlier server was stopped: their sources may remain.
extension EngineCore {
    /// The outcome was recorded, the work files may remain.
    func resumeRelease(_ unit: FrameUnit) {
        unit.isBusy = true
        guard let work = unit.workDirectory, let services else { return finishRelease(unit) }
        let id = unit.id
        let sources = unit.task(in: work).originals
        let (mailbox, mounts, destination) = (mailbox, mounts, unit.destination)
        submit(to: destination) {
            let result: Result<SourcePermission, any Error> = Result {
                // Copies are missed only where the destination itself is.
                if let problem = mounts.problem(of: destination) { throw StepFailure(.inputOutput(ENODEV), problem) }
                guard try FileStatus.following(destination)?.kind == .directory else {
                    throw POSIXError("find", destination, errorNumber: ENOENT)
                }
                return try Verifier.confirm(services.reader.replicas(unit: id), releasing: sources)
            }
            mailbox.post { $0.releaseConfirmed(id, result) }
        }
    }

    private func releaseConfirmed(_ id: Int64, _ result: Result<SourcePermission, any Error>) {
        guard let unit = units[id] else { return }
        switch result {
        case .success(let permission):
            unit.permission = permission
            finishRelease(unit)
        case .failure(let error as VerificationError): deliverAnew(unit, error.description)
        case .failure(let error):
            // The destination or the ledger cannot be read now, which says nothing about the copies.
            complain(unit, "\(error)", "The copies of \(unit.name) cannot be looked at yet: \(error)")
            laterReleases.append(id)
        }
    }

    /// The copies that the ledger tells of are not there any more, the source is: it is archived again.
    private func deliverAnew(_ unit: FrameUnit, _ reason: String) {
        guard let work = unit.workDirectory, exists(Paths.join(work, unit.name)) else {
            fail("The copies of \(unit.name) are not what the ledger says: \(reason)")
            // What is left of it covers nothing that may be removed: it returns to where it was found.
            unit.permission = SourcePermission.none
            return finishRelease(unit)
        }
        fail("\(unit.name) is archived anew, because its copies are not what the ledger says: \(reason)")
        let state: UnitState = exists(Paths.join(work, WorkFiles.recipe)) ? .processed : .claimed
        let id = unit.id
        commit([
            .deliverAgain(unit: id), .setUnit(id: id, state: state, reason: unit.remark),
            .event(kind: "delivered again", unit: id, text: reason),
        ]) { core, error in
            guard let unit = core.units[id] else { return }
            guard error == nil else { return core.laterReleases.append(id) }
            unit.isBusy = false
            core.move(unit, to: state)
            core.queue(unit)
        }
    }

    private func finishRelease(_ unit: FrameUnit) {
        if unit.workDirectory != nil, unit.permission != nil { return removeSources(of: unit) }
        finishReleased(unit)
    }
}
