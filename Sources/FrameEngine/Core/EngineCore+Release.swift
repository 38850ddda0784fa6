import FrameTypes
import Ledger
import POSIXFiles

/// The last step of every frame: its work files go once its copies stand and that is durable.
extension EngineCore {
    /// The permission was made by the verifier, and the outcome is durable.
    func removeSources(of unit: FrameUnit) {
        guard let permission = unit.permission, let work = unit.workDirectory else { return }
        (unit.state == .quarantined ? FaultPoint.setAside : .recorded).reach()
        let id = unit.id
        let mailbox = mailbox
        let now = Monotonic.now()
        let began = unit.releaseBegan ?? now
        unit.releaseBegan = began
        // What stayed as it is for that long is done, even if its program never closes it.
        let waits = now < began + rules.incompleteWait
        let removal = SourceRemoval(task: unit.task(in: work), waitsForWriters: waits)
        services?.chores.submit {
            let outcome = removal.run(permission)
            mailbox.post { $0.released(id, outcome) }
        }
    }

    private func released(_ id: Int64, _ outcome: SourceRemoval.Outcome) {
        guard let unit = units[id] else { return }
        switch outcome {
        case .removed: finishReleased(unit)
        case .open(let path):
            unit.isBusy = false
            unit.waiting = "Its copies stand. A program still has \(Paths.base(of: path)) open for writing."
            laterReleases.append(id)
        case .failed(let problem):
            laterReleases.append(id)
            complain(
                unit, problem, "Copies of \(unit.name) stand; its work files remain and will be tried again: \(problem)"
            )
        }
    }

    func finishReleased(_ unit: FrameUnit) {
        if unit.state == .quarantined { return setAside(unit) }
        finish(unit, as: .archived)
        counters.archive()
        commit([.done(unit: unit.id, step: "release"), .done(unit: unit.id, step: "late")], .lazy)
    }

    /// What is left of a unit that cannot go on returns to where it was found, and is looked at as something new: a
    /// sidecar whose frame vanished, or what somebody put in the place of a frame.
    func giveBackRemains(of unit: FrameUnit) {
        guard let work = unit.workDirectory else { return }
        let removal = SourceRemoval(task: unit.task(in: work), waitsForWriters: false)
        let (mailbox, id) = (mailbox, unit.id)
        services?.chores.submit {
            guard case .failed(let problem) = removal.run(.none) else { return }
            mailbox.post { $0.adoptLater(WorkDirectory(path: work, id: id), problem) }
        }
    }

    /// What an earlier server left unfinished of a unit in its destination is of no use any more.
    func dropParts(of unit: FrameUnit) {
        guard unit.earlierEpoch != nil else { return }
        let (id, directory) = (unit.id, unit.destinationDirectory)
        submit(to: unit.destination) { try? WorkFiles.removeParts(of: id, in: directory) }
    }
}
