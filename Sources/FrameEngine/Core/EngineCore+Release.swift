import FrameTypes
import Ledger
import POSIXFiles

/// The last step of every frame: its work files go once its copies stand and that is durable.
extension EngineCore {
    /// The permission was made by the verifier, and the outcome is durable.
    func removeSources(of unit: FrameUnit) {
        guard let permission = unit.permission, let work = unit.workDirectory else { return }
        let id = unit.id
        let mailbox = mailbox
        let removal = SourceRemoval(task: unit.task(in: work))
        services?.chores.submit {
            let problem = removal.run(permission)
            mailbox.post { $0.released(id, problem) }
        }
    }

    private func released(_ id: Int64, _ problem: String?) {
        guard let unit = units[id] else { return }
        if let problem {
            laterReleases.append(id)
            return complain(
                unit, problem, "Copies of \(unit.name) stand; its work files remain and will be tried again: \(problem)"
            )
        }
        finishReleased(unit)
    }

    func finishReleased(_ unit: FrameUnit) {
        if unit.state == .quarantined { return setAside(unit) }
        finish(unit, as: .archived)
        counters.archive()
        commit([.done(unit: unit.id, step: "release"), .done(unit: unit.id, step: "late")], .lazy)
    }
}
