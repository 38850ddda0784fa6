import FrameTypes
import Ledger
import POSIXFiles

/// Units whose final names were decided when an earlier server was stopped.
extension EngineCore {
    /// A unit whose final names were decided: its copies stand, or their parts do, or they are made again.
    func resumeStoring(_ unit: FrameUnit) {
        unit.isBusy = true
        let id = unit.id
        let job = ResumeJob(
            intended: unit.intended, destination: unit.destination, mounts: mounts,
            directory: unit.destinationDirectory, unit: id, epoch: unit.earlierEpoch ?? unit.epoch,
            sources: unit.workDirectory.map { unit.task(in: $0).originals } ?? [])
        let mailbox = mailbox
        submit(to: unit.destination) {
            let outcome = job.run()
            mailbox.post { $0.storingResumed(id, outcome) }
        }
    }

    private func storingResumed(_ id: Int64, _ outcome: ResumeJob.Outcome) {
        guard let unit = units[id] else { return }
        unit.isBusy = false
        switch outcome {
        case .complete(let permission):
            // Only the row of the outcome is missing. The counters of the pixels died with the earlier server.
            unit.permission = permission
            recordResumed(unit)
        case .again:
            guard let work = unit.workDirectory else {
                return lose(unit, "its file was gone when the server was started again.")
            }
            unit.intended = []
            resumeClaimed(unit, work, hasRecipe: exists(Paths.join(work, WorkFiles.recipe)))
        case .failed(let problem):
            complain(
                unit, problem, "\(unit.name) cannot be looked at in its destination and will be tried again: \(problem)"
            )
            laterResumes.append(id)
        }
    }

    /// All copies stood when the server was stopped: only the outcome was missing.
    private func recordResumed(_ unit: FrameUnit) {
        unit.isBusy = true
        let id = unit.id
        let row = ArchiveRow(
            unit: id, destination: unit.destination, files: unit.intended, pixelHash: nil,
            hashKind: unit.intended.first?.hashKind ?? "", statistics: nil, sequence: unit.sequence)
        let release = FileOperation(
            unit: id, epoch: unit.epoch, step: "release", source: unit.workDirectory ?? unit.path, target: nil)
        commit(
            [
                .archive(row), .setUnit(id: id, state: .archived, reason: unit.remark), .intend(release),
                .event(
                    kind: "archived", unit: id, text: "It lies at \(unit.intended.first?.path ?? unit.destination)."),
            ], of: id
        ) { core, unit in
            core.values.bytesArchived += unit.intended.reduce(0) { $0 + $1.bytes }
            core.values.lastFrame = unit.intended.first?.path ?? core.values.lastFrame
            if unit.workDirectory == nil { core.finishReleased(unit) } else { core.removeSources(of: unit) }
        }
    }
}
