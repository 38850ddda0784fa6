import FrameTypes
import Glibc
import Hashing
import Ledger
import POSIXFiles
import Workers

/// `03_finalize`: delivers, verifies, names, records, and only then removes the sources.
extension EngineCore {
    func deliverUnits(at now: Double) {
        guard isEnabled(.finalize), let services, let ownership else { return }
        while hasRoom, let id = waitingForDelivery.popFirst() {
            guard let unit = units[id], unit.state == .processed, !unit.isBusy, let work = unit.workDirectory else {
                continue
            }
            guard admit(unit) else { continue }
            unit.isBusy = true
            move(unit, to: .storing)
            jobs += 1
            let ofFiring = began(.finalize)
            let ticket = newTicket(.delivery(unit: id, destination: unit.destination, ofFiring: ofFiring))
            let job = DeliverJob(
                task: unit.task(in: work), ownership: ownership, verification: properties.verification,
                durable: properties.durable, hasRival: hasRival(unit), mounts: mounts, syncs: syncs,
                areas: areas)
            let (mailbox, hooks) = (mailbox, hooks)
            services.pool.submit(ticket) { client in
                hooks.atDestination(job.task.destination)
                let outcome = job.run(client)
                mailbox.post { core in
                    if core.isExpected(ticket) { core.delivered(id, outcome, ofFiring: ofFiring) }
                }
            }
        }
    }

    /// Whether a unit may be delivered now; else it is put where it waits.
    private func admit(_ unit: FrameUnit) -> Bool {
        guard isOpen(for: unit) else { return false }
        let key = unit.nameKey
        if heldNames[key] != nil {
            // Whoever holds the name may itself wait for the destination.
            passTrial(unit)
            heldNames[key]?.append(unit.id)
            return false
        }
        heldNames[key] = []
        unit.holdsName = true
        return true
    }

    /// Lets the next unit with the same final names go.
    func releaseName(of unit: FrameUnit) {
        guard unit.holdsName, let waiting = heldNames.removeValue(forKey: unit.nameKey) else { return }
        unit.holdsName = false
        waitingForDelivery.prepend(contentsOf: waiting)
    }

    private func hasRival(_ unit: FrameUnit) -> Bool {
        guard let rival = FrameNames.rival(of: unit.name) else { return false }
        let path = Paths.join(Paths.directory(of: unit.path), rival)
        return candidates[path] != nil || unitsByPath[path] != nil
    }

    // MARK: Parts written

    private func delivered(_ id: Int64, _ outcome: DeliverJob.Outcome, ofFiring: Bool) {
        jobs -= 1
        var hasFailed = true
        defer { ended(.finalize, ofFiring: ofFiring, failed: hasFailed) }
        guard let unit = units[id] else { return }
        switch outcome {
        case .delivered(let delivery, let version):
            hasFailed = false
            health.workerProblem = nil
            unit.delivery = delivery
            unit.version = version
            unit.waiting = nil
            let replicas = delivery.parts.files.map { $0.replica }
            commit(
                [
                    .setUnit(id: id, state: .storing, reason: unit.remark), .intendReplicas(unit: id, replicas),
                    .done(unit: id, step: "claim"), .done(unit: id, step: "process"),
                ], of: id
            ) { core, unit in core.publish(unit) }
        case .changed(let identities):
            releaseName(of: unit)
            passTrial(unit)
            changedAfterClaim(unit, identities)
        case .lost: lose(unit, "its file vanished while it waited for archiving.")
        case .unmerged:
            releaseName(of: unit)
            passTrial(unit)
            mergeAgain(unit)
        case .failed(let failure):
            releaseName(of: unit)
            deliveryFailed(unit, failure)
        }
    }

    private func deliveryFailed(_ unit: FrameUnit, _ failure: StepFailure) {
        guard case .inputOutput(let number) = failure.kind else {
            passTrial(unit)
            guard failure.kind == .fault else { return retry(unit, as: .processed, after: failure) }
            // What was made wrongly may come from a wrong recipe, which is made anew; that it can be made says nothing.
            unit.attempts = unit.failedDeliveries
            unit.failedDeliveries += 1
            return retry(unit, as: .claimed, after: failure)
        }
        unit.isBusy = false
        unit.waiting = failure.message
        move(unit, to: .processed)
        destinationFailed(unit, number, failure.message)
    }

    // MARK: Names

    func publish(_ unit: FrameUnit) {
        guard let delivery = unit.delivery else { return }
        unit.isBusy = true
        guard let line = line(to: unit.destination) else {
            unit.isBusy = false
            return retry(unit, at: Monotonic.now() + 1)
        }
        line.publisher.submit(
            PublishTask(
                unit: unit.id, parts: delivery.parts, directory: unit.destinationDirectory,
                destination: unit.destination, mounts: mounts))
    }

    func published(_ id: Int64, _ result: PublishTask.Result) {
        guard let unit = units[id] else { return }
        unit.isBusy = false
        switch result {
        case .stored(let permission):
            FaultPoint.stored.reach()
            unit.permission = permission
            record(unit)
        case .collision:
            // Somebody else made the name meanwhile: the whole set goes on to the next version.
            unit.version += 1
            deliverAgain(unit)
        case .vanished(let part):
            note("\(unit.name) is delivered again: \(part) was removed before it had its final name.")
            deliverAgain(unit)
        case .failed(let failure):
            unit.waiting = failure.message
            if case .inputOutput(let number) = failure.kind {
                destinationFailed(unit, number, failure.message)
            } else {
                passTrial(unit)
                complain(unit, failure.message, "\(unit.name) could not be given its names: \(failure.message)")
                retry(unit, at: Monotonic.now() + 1)
            }
        }
    }

    /// What was written of a unit is of no use: it is written anew, and adopts what stands.
    private func deliverAgain(_ unit: FrameUnit) {
        unit.delivery = nil
        releaseName(of: unit)
        passTrial(unit)
        move(unit, to: .processed)
        commit([.dropReplicas(unit: unit.id), .setUnit(id: unit.id, state: .processed, reason: nil)], .lazy)
        waitingForDelivery.append(unit.id)
    }

    // MARK: Outcome

    private func record(_ unit: FrameUnit) {
        guard let delivery = unit.delivery, let work = unit.workDirectory else { return }
        unit.isBusy = true
        breakerClosed(unit.destination)
        let id = unit.id
        let files = delivery.parts.files.map { $0.replica }
        let row = ArchiveRow(
            unit: id, destination: unit.destination, files: files, pixelHash: delivery.pixelHash,
            hashKind: HashKind.xxh3.rawValue, statistics: delivery.statistics, sequence: unit.sequence)
        let release = FileOperation(unit: id, epoch: unit.epoch, step: "release", source: work, target: nil)
        commit(
            [
                .archive(row), .setUnit(id: id, state: .archived, reason: unit.remark), .intend(release),
                .event(kind: "archived", unit: id, text: "It lies at \(files.first?.path ?? unit.destination)."),
            ], of: id
        ) { core, unit in core.recorded(unit) }
    }

    private func recorded(_ unit: FrameUnit) {
        relieve(unit)
        let now = Monotonic.now()
        let bytes = unit.delivery?.parts.files.reduce(Int64(0)) { $0 + $1.bytes } ?? 0
        rates.add(bytes: bytes, latency: max(0, now - unit.completed), at: now)
        showRates(at: now)
        values.bytesArchived += bytes
        values.lastFrame = unit.delivery?.parts.files.first?.final ?? values.lastFrame
        values.frameStatistics = unit.delivery?.statistics
        removeSources(of: unit)
    }

}

extension ArchiveFile {
    var replica: ReplicaRow {
        ReplicaRow(
            role: role.rawValue, path: final, bytes: bytes, hash: hash, hashKind: HashKind.xxh3.rawValue)
    }
}
