import FrameTypes
import Ledger
import POSIXFiles
import WorkerProtocol
import Workers

/// `02_merge_data`: lets a worker make the recipe of a claimed frame.
extension EngineCore {
    func mergeUnits(at now: Double) {
        guard isEnabled(.merge), let services else { return }
        while hasRoom, let id = waitingForMerge.popFirst() {
            guard let unit = units[id], unit.state == .claimed, !unit.isBusy, let work = unit.workDirectory else {
                continue
            }
            if let reason = hopelessness(of: unit) {
                quarantine(unit, reason: reason)
                continue
            }
            unit.isBusy = true
            move(unit, to: .processing)
            jobs += 1
            let ofFiring = began(.merge)
            let ticket = newTicket(.merge(unit: id, ofFiring: ofFiring))
            let job = MergeJob(
                task: unit.task(in: work), processedDirectory: properties.processedDirectory,
                spill: WorkFiles.spilledRecipe(unit: id, properties.stateDirectory), durable: properties.durable,
                parsesSidecar: unit.attempts < Self.greatestAttempts)
            let mailbox = mailbox
            services.pool.submit(ticket) { client in
                let outcome = job.run(client)
                mailbox.post { core in
                    if core.isExpected(ticket) { core.merged(id, outcome, ofFiring: ofFiring) }
                }
            }
        }
    }

    private func merged(_ id: Int64, _ outcome: MergeJob.Outcome, ofFiring: Bool) {
        jobs -= 1
        var hasFailed = true
        defer { ended(.merge, ofFiring: ofFiring, failed: hasFailed) }
        guard let unit = units[id] else { return }
        switch outcome {
        case .merged(let directory, let spilled, let merge):
            hasFailed = false
            health.workerProblem = nil
            relieve(unit)
            unit.isBusy = false
            unit.workDirectory = directory
            unit.spilledRecipe = spilled
            unit.remark = remark(unit, merge)
            unit.sequence = merge.imageNumber
            unit.attempts = 0
            unit.waiting = nil
            move(unit, to: .processed)
            commit(
                [.setUnit(id: id, state: .processed, reason: unit.remark), .done(unit: id, step: "process")], .lazy)
            waitingForDelivery.append(id)
        case .changed(let identities): changedAfterClaim(unit, identities)
        case .lost: lose(unit, "its file vanished from the work area.")
        case .failed(let failure): mergeFailed(unit, failure)
        }
    }

    /// What there is to say about a frame that is archived all the same.
    private func remark(_ unit: FrameUnit, _ merge: MergeOutcome) -> String? {
        let hasSidecar = unit.members.contains { $0.role == .sidecar }
        guard !hasSidecar, !properties.sidecarSuffixes.isEmpty else { return merge.remark }
        let missing = "No sidecar came within \(properties.sidecarWait) s."
        return merge.remark.map { "\(missing) \($0)" } ?? missing
    }

    /// A writer had not let go of its file: the set is looked at again when it has been quiet.
    func changedAfterClaim(_ unit: FrameUnit, _ found: SourceIdentities) {
        guard found.frame != nil || unit.isOrphan else { return lose(unit, "its file vanished from the work area.") }
        unit.isBusy = false
        unit.take(found)
        unit.verdict = nil
        commit(unit.members.map { .addMember(unit: unit.id, $0) }, .lazy)
        unit.changed = Monotonic.now()
        unit.waiting = "Its writer was still at work."
        move(unit, to: .claimed)
        retry(unit, at: Monotonic.now() + rules.lookInterval)
    }

    /// Its recipe is gone: another one is made.
    func mergeAgain(_ unit: FrameUnit) {
        unit.isBusy = false
        unit.spilledRecipe = nil
        move(unit, to: .claimed)
        commit([.setUnit(id: unit.id, state: .claimed, reason: unit.remark)], .lazy)
        queue(unit)
    }

    private func mergeFailed(_ unit: FrameUnit, _ failure: StepFailure) {
        let now = Monotonic.now()
        if failure.kind == .badInput, let changed = unit.changed, now < changed + rules.incompleteWait {
            unit.isBusy = false
            unit.waiting = failure.message
            move(unit, to: .claimed)
            return retry(unit, at: now + rules.lookInterval)
        }
        if failure.kind == .badInput, let verdict = unit.verdict {
            return quarantine(unit, reason: verdict)
        }
        retry(unit, as: .claimed, after: failure)
    }
}
