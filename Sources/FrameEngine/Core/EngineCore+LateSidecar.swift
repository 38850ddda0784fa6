import FrameTypes
import Hashing
import Ledger
import POSIXFiles

/// A late sidecar that is archived and whose work file is to go.
struct LateRelease: Sendable {
    let unit: Int64
    let removal: SourceRemoval
    let permission: SourcePermission
    /// **Unit**: s, monotonic.
    let began: Double
}

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
        // Nobody else takes it meanwhile, however long that lasts.
        candidates[frame]?.isLateSought = true
        let job = LateSidecarJob(
            frame: frame,
            directory: Paths.relative(Paths.directory(of: frame), below: properties.rawDirectory) ?? "",
            sidecar: sidecar.path, durable: properties.durable, ownership: ownership)
        let mailbox = mailbox
        services.chores.submit {
            let found = Result { try job.find(services.reader) }
            mailbox.post { $0.lateSidecarFound(job, found) }
        }
    }

    private func attach(_ path: String, _ file: ObservedFile, to unit: FrameUnit) {
        candidates[unit.path] = nil
        ownedPaths.insert(path)
        let member = UnitMember(
            role: .sidecar, name: Paths.base(of: path), bytes: file.identity.size, identity: file.identity)
        unit.members.append(member)
        commit([.addMember(unit: unit.id, member)])
    }

    /// Writes down that the sidecar is about to be taken: after a restart it goes back to where it was.
    private func lateSidecarFound(_ job: LateSidecarJob, _ found: Result<LateSidecarJob.Match?, any Error>) {
        guard let match = try? found.get() else {
            if case .failure(let error) = found { return lateSidecarFailed(job, "\(error)") }
            candidates[job.frame]?.isLateSought = false
            troubles.clear(.file(PathKey(job.frame)))
            return schedule(job.frame, at: Monotonic.now())
        }
        let work = Paths.join(properties.temporaryDirectory, String(match.unit))
        let claim = FileOperation(
            unit: match.unit, step: "late", source: job.sidecar, target: Paths.join(work, Paths.base(of: job.sidecar)))
        commit([.intend(claim)]) { core, error in
            if let error { return core.lateSidecarFailed(job, error.message) }
            let (mailbox, mounts) = (core.mailbox, core.mounts)
            core.submit(to: match.destination) {
                let outcome = job.run(match, work: work, mounts: mounts)
                mailbox.post { $0.lateSidecarEnded(job, match, work, outcome) }
            }
        }
    }

    private func lateSidecarFailed(_ job: LateSidecarJob, _ problem: String) {
        let sentence = "The late sidecar \(job.sidecar) cannot be archived and will be tried again: \(problem)"
        // Under the name of its frame, under which the candidate ends when the sidecar goes away.
        if troubles.raise(.file(PathKey(job.frame)), sentence) { fail(sentence) }
        let now = Monotonic.now()
        candidates[job.frame]?.failLate(at: now)
        schedule(job.frame, at: candidates[job.frame]?.lateRetry ?? now + 1)
    }

    private func lateSidecarEnded(
        _ job: LateSidecarJob, _ match: LateSidecarJob.Match, _ work: String, _ outcome: LateSidecarJob.Outcome
    ) {
        candidates[job.frame]?.isLateSought = false
        switch outcome {
        // A trouble that lasts is told once.
        case .failed, .stuck: break
        default: troubles.clear(.file(PathKey(job.frame)))
        }
        switch outcome {
        case .none:
            commit([.done(unit: match.unit, step: "late")], .lazy)
            schedule(job.frame, at: Monotonic.now())
        case .failed(let problem):
            commit([.done(unit: match.unit, step: "late")], .lazy)
            lateSidecarFailed(job, problem)
        case .stuck(let problem):
            commit([.done(unit: match.unit, step: "late")], .lazy)
            // Where it was found nothing may be left to try again with.
            adoptLater(WorkDirectory(path: work, id: match.unit), problem)
            lateSidecarFailed(job, problem)
        case .stored(let member, let replica, let permission):
            let row = ArchiveRow(
                unit: match.unit, destination: match.destination, files: [replica], pixelHash: nil,
                hashKind: HashKind.xxh3.rawValue, statistics: nil, sequence: nil)
            let release = FileOperation(unit: match.unit, step: "release", source: work, target: nil)
            let removal = SourceRemoval(
                task: UnitTask(
                    id: match.unit, epoch: 0, name: Paths.base(of: job.frame), sidecarName: member.name,
                    sidecarSuffix: nil, work: work, rawDirectory: Paths.directory(of: job.frame),
                    destination: match.destination, destinationDirectory: Paths.directory(of: match.image),
                    version: 1, identities: SourceIdentities(sidecar: member.identity), isRecovered: false,
                    recipe: Paths.join(work, WorkFiles.recipe)))
            commit([
                .addMember(unit: match.unit, member), .archive(row), .intend(release),
                .done(unit: match.unit, step: "late"),
                .event(kind: "sidecar", unit: match.unit, text: "Its sidecar came late: \(replica.path)"),
            ]) { core, error in
                if let error {
                    let sentence = "\(job.sidecar) is archived, but not in the ledger; it stays in \(work). \(error)"
                    _ = core.troubles.raise(.file(PathKey(job.sidecar)), sentence)
                    return core.fail(sentence)
                }
                let release = LateRelease(
                    unit: match.unit, removal: removal, permission: permission, began: Monotonic.now())
                core.releaseLate(release)
            }
        }
    }

    func releaseLate(_ release: LateRelease) {
        FaultPoint.lateRecorded.reach()
        let mailbox = mailbox
        var removal = release.removal
        removal.waitsForWriters = Monotonic.now() < release.began + rules.incompleteWait
        services?.chores.submit { [removal] in
            let outcome = removal.run(release.permission)
            mailbox.post { $0.lateReleased(release, outcome) }
        }
    }

    private func lateReleased(_ release: LateRelease, _ outcome: SourceRemoval.Outcome) {
        let subject = Troubles.Subject.file(PathKey(release.removal.task.work))
        if case .failed = outcome {} else { troubles.clear(subject) }
        switch outcome {
        case .removed: commit([.done(unit: release.unit, step: "release")], .lazy)
        case .open: laterLateReleases.append(release)
        case .failed(let problem):
            laterLateReleases.append(release)
            let sentence = "A late sidecar is archived; its work file remains, and is tried again: \(problem)"
            if troubles.raise(subject, sentence) { fail(sentence) }
        }
    }
}
