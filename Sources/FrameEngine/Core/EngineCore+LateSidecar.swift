import FrameTypes
import Hashing
import Ledger
import POSIXFiles

/// A sidecar that came after its frame had gone ahead.
extension EngineCore {
    func checkLateSidecar(_ candidate: FrameCandidate) {
        guard let services, let ownership, let sidecar = candidate.sidecar else { return }
        let frame = candidate.path
        let now = Monotonic.now()
        if let id = unitsByPath[frame], let unit = units[id], unit.sidecarName == nil, !unit.isOrphan {
            if unit.state == .settled, !unit.isBusy { return attach(sidecar.path, sidecar.file, to: unit) }
            // Its frame is on the way: it follows when that has arrived.
            return schedule(frame, at: now + rules.lookInterval)
        }
        candidates[frame]?.isLateChecked = true
        let job = LateSidecarJob(
            frame: frame, sidecar: sidecar.path, durable: properties.durable, ownership: ownership)
        let mailbox = mailbox
        services.chores.submit {
            let outcome = job.run(services.reader)
            mailbox.post { $0.lateSidecarEnded(frame, sidecar.path, outcome) }
        }
    }

    private func attach(_ path: String, _ file: ObservedFile, to unit: FrameUnit) {
        candidates[unit.path] = nil
        ownedPaths.insert(path)
        let member = UnitMember(role: .sidecar, name: Paths.base(of: path), bytes: file.identity.size)
        unit.members.append(member)
        commit([.addMember(unit: unit.id, member)])
    }

    private func lateSidecarEnded(_ frame: String, _ sidecar: String, _ outcome: LateSidecarJob.Outcome) {
        let now = Monotonic.now()
        switch outcome {
        case .none: schedule(frame, at: now)
        case .failed(let problem):
            fail("The late sidecar \(sidecar) cannot be archived and will be tried again: \(problem)")
            candidates[frame]?.isLateChecked = false
            schedule(frame, at: now + 1)
        case .stored(let unit, let destination, let member, let replica, let permission):
            let row = ArchiveRow(
                unit: unit, destination: destination, files: [replica], pixelHash: nil,
                hashKind: HashKind.xxh3.rawValue, statistics: nil, sequence: nil)
            commit([
                .addMember(unit: unit, member), .archive(row),
                .event(kind: "sidecar", unit: unit, text: "Its sidecar came late: \(replica.path)"),
            ]) { core, _ in
                core.services?.chores.submit { try? Files.unlink(sidecar, with: permission) }
            }
        }
    }
}
