import FrameTypes
import Ledger
import POSIXFiles
import WorkerProtocol
import Workers

extension EngineCore {
    /// Takes every candidate whose time has come one step further.
    func settleCandidates(at now: Double) {
        while let frame = due.next(at: now) {
            // An entry that was overtaken by an earlier one says nothing.
            guard let time = dueTimes[frame], time <= now else { continue }
            dueTimes[frame] = nil
            settle(frame, at: now)
        }
        // One that needs no look any more leaves its place to the next.
        while hasRoomForLooks, let frame = waitingForLook.popFirst() {
            candidates[frame]?.isWaitingForLook = false
            settle(frame, at: now)
        }
    }

    /// Few at a time, so that a flood of new frames leaves the workers time for the old ones.
    private var hasRoomForLooks: Bool { looks < 2 * properties.maxSubProcesses + 2 }

    private func settle(_ frame: String, at now: Double) {
        guard var candidate = candidates[frame] else { return }
        refresh(&candidate, at: now)
        candidates[frame] = candidate
        settle(candidate, at: now)
    }

    private func settle(_ candidate: FrameCandidate, at now: Double) {
        if case .discard(let match) = classifier.role(of: candidate.path) {
            return settleDiscard(candidate, match, at: now)
        }
        switch candidate.next(rules, at: now) {
        case .wait(let time): schedule(candidate.path, at: max(time, now + 0.001))
        case .waitForAnswer: break
        case .examine(let sidecar):
            if hasRoomForLooks {
                examine(candidate, sidecar: sidecar)
            } else if !candidate.isWaitingForLook {
                candidates[candidate.path]?.isWaitingForLook = true
                waitingForLook.append(candidate.path)
            }
        case .seekWriter(let sidecar):
            // The answer comes first: what is the same after it has not been written to since it was read.
            let hasWriter = (try? Files.hasWriter(sidecar)) ?? nil
            if let status = try? FileStatus.of(sidecar) {
                candidates[candidate.path]?.sidecar?.file.found(hasWriter: hasWriter, status.identity, at: now)
            }
            schedule(candidate.path, at: now)
        case .settle(let sidecar): find(candidate, sidecar: sidecar, at: now)
        case .quarantine(let reason): findBad(candidate, reason: reason, at: now)
        case .lateSidecar:
            if isEnabled(.prepare) { checkLateSidecar(candidate) } else { waitingForPrepare.append(candidate.path) }
        case .quarantineOrphan: findOrphan(candidate, at: now)
        case .forget:
            candidates[candidate.path] = nil
            troubles.clear(.file(PathKey(candidate.path)))
        }
    }

    /// A rule throws it away as soon as its writer has let go of it; its bytes do not matter.
    private func settleDiscard(_ candidate: FrameCandidate, _ match: DiscardMatch, at now: Double) {
        guard isEnabled(.prepare) else { return waitingForPrepare.append(candidate.path) }
        let files = [candidate.frame, candidate.sidecar?.file].compactMap { $0 }
        if files.isEmpty {
            candidates[candidate.path] = nil
        } else if files.allSatisfy({ $0.isSettled(rules, at: now) }) {
            discard(candidate, match, at: now)
        } else {
            schedule(candidate.path, at: now + max(rules.minFileAge, 0.01))
        }
    }

    // MARK: The look at the bytes

    private func examine(_ candidate: FrameCandidate, sidecar: String?) {
        guard let services, let frame = candidate.frame?.identity else { return }
        let path = candidate.path
        let sidecarIdentity = candidate.sidecar?.file.identity
        candidates[path]?.isExamining = true
        looks += 1
        let mailbox = mailbox
        let ticket = newTicket(.look(path: path))
        let skipsSidecar = sidecar != nil && candidate.failures >= Self.greatestAttempts
        services.pool.submit(ticket, .high) { client in
            let request = WorkerRequest.examine(ExamineRequest(frame: path, sidecar: skipsSidecar ? nil : sidecar))
            let result: Result<FrameExamination, StepFailure>
            do {
                switch try client.request(request, within: .seconds(20)) {
                case .examined(var examination):
                    if skipsSidecar { examination.sidecar = .bad(reason: "No worker could read it.") }
                    result = .success(examination)
                case .failed(let failure): result = .failure(StepFailure(failure))
                default: result = .failure(.internalFault("A worker answered a look with something else."))
                }
            } catch {
                result = .failure(StepFailure(error))
            }
            mailbox.post { core in
                if core.isExpected(ticket) { core.examined(path, result, frame: frame, sidecar: sidecarIdentity) }
            }
        }
    }

    private func examined(
        _ path: String, _ result: Result<FrameExamination, StepFailure>, frame: FileIdentity, sidecar: FileIdentity?
    ) {
        let now = Monotonic.now()
        looks -= 1
        guard candidates[path] != nil else { return troubles.clear(.file(PathKey(path))) }
        switch result {
        case .success(let examination):
            health.workerProblem = nil
            troubles.clear(.file(PathKey(path)))
            candidates[path]?.answer(examination, frame: frame, sidecar: sidecar, at: now)
            schedule(path, at: now)
        case .failure(let failure):
            candidates[path]?.isExamining = false
            examinationFailed(path, failure, frame, sidecar, at: now)
        }
    }

    private func examinationFailed(
        _ path: String, _ failure: StepFailure, _ frame: FileIdentity, _ sidecar: FileIdentity?, at now: Double
    ) {
        switch failure.kind {
        case .badInput:
            troubles.clear(.file(PathKey(path)))
            let verdict = FrameExamination(incomplete: failure.message, geometry: nil, sidecar: .missing)
            candidates[path]?.answer(verdict, frame: frame, sidecar: sidecar, at: now)
            schedule(path, at: now)
        case .noWorker:
            health.workerProblem = failure.message
            schedule(path, at: now + 1)
        case .inputOutput:
            // A file that went away meanwhile is no trouble.
            if exists(path), troubles.raise(.file(PathKey(path)), "\(path) cannot be looked at: \(failure.message)") {
                fail("\(path) cannot be looked at and will be tried again: \(failure.message)")
            }
            schedule(path, at: now + rules.lookInterval)
        case .passing: schedule(path, at: now + rules.lookInterval)
        case .fault:
            let failures = (candidates[path]?.failures ?? 0) + 1
            candidates[path]?.failures = failures
            let limit = Self.attempts(withSidecar: sidecar != nil)
            note("Looking at \(path) failed (\(failures) of \(limit)): \(failure.message)")
            if failures >= limit, let candidate = candidates[path] {
                findBad(candidate, reason: "No worker could look at it: \(failure.message)", at: now)
            } else {
                schedule(path, at: now + 0.1 * Double(failures))
            }
        }
    }

    /// Failures of workers after which a frame is set aside.
    static var greatestAttempts: Int { 3 }

    /// One more attempt leaves a sidecar unread: no image is set aside for what is beside it.
    static func attempts(withSidecar: Bool) -> Int { greatestAttempts + (withSidecar ? 1 : 0) }

    // MARK: Found

    private func find(_ candidate: FrameCandidate, sidecar: String?, at now: Double) {
        find(makeUnit(candidate, withSidecar: sidecar != nil, at: now))
    }

    /// Writes a new unit down, and takes it out of the raw directory when that is durable.
    func find(_ unit: FrameUnit) {
        let claims = isEnabled(.prepare)
        unit.state = claims ? .claiming : .settled
        unit.isBusy = claims
        var changes: [LedgerChange] = [
            .addUnit(row(of: unit, reason: unit.verdict)),
            .event(kind: "found", unit: unit.id, text: summary(unit)),
        ]
        if claims { changes += claimIntents(unit) }
        let id = unit.id
        let ofFiring = claims && began(.prepare)
        enter(unit, changes, isCounted: !unit.isOrphan) { core in
            guard core.units[id] != nil else {
                if claims { core.ended(.prepare, ofFiring: ofFiring, failed: true) }
                return
            }
            if claims {
                core.claim(id, ofFiring: ofFiring)
            } else {
                core.waitingForClaim.append(id)
            }
        }
    }

    /// Makes the unit of a candidate, which is no candidate from now on.
    func makeUnit(_ candidate: FrameCandidate, withSidecar: Bool, at now: Double) -> FrameUnit {
        candidates[candidate.path] = nil
        dueTimes[candidate.path] = nil
        var members: [UnitMember] = []
        if let frame = candidate.frame {
            let name = Paths.base(of: candidate.path)
            members.append(UnitMember(role: .frame, name: name, bytes: frame.identity.size, identity: frame.identity))
        }
        if withSidecar, let sidecar = candidate.sidecar {
            let name = Paths.base(of: sidecar.path)
            let identity = sidecar.file.identity
            members.append(UnitMember(role: .sidecar, name: name, bytes: identity.size, identity: identity))
        }
        let directory = Paths.relative(Paths.directory(of: candidate.path), below: properties.rawDirectory) ?? ""
        let unit = FrameUnit(
            id: services?.ids.next() ?? 0, path: candidate.path, destination: candidate.destination,
            directory: directory, members: members, epoch: epoch, found: now, completed: candidate.completed)
        for member in members { ownedPaths.insert(Paths.join(Paths.directory(of: candidate.path), member.name)) }
        return unit
    }

    /// What history says about a discovery.
    func summary(_ unit: FrameUnit) -> String {
        let sidecar = unit.sidecarName.map { "its sidecar \($0)" } ?? "no sidecar"
        return "It has \(unit.identity?.size ?? 0) bytes and \(sidecar); it goes to \(unit.destinationDirectory)."
    }

    func row(of unit: FrameUnit, reason: String? = nil) -> UnitRow {
        let now = LedgerID.microseconds()
        return UnitRow(
            id: unit.id, path: unit.path, inode: unit.identity?.inode ?? 0,
            modified: (unit.identity?.modified ?? 0) / 1_000, bytes: unit.identity?.size ?? 0, state: unit.state,
            epoch: unit.epoch, destination: unit.destination, directory: unit.directory, reason: reason,
            attempts: unit.attempts, found: now, updated: now, members: unit.members)
    }

    /// Writes a new unit down and counts it when that is durable. It is no unit any more when the ledger refused it.
    func enter(
        _ unit: FrameUnit, _ changes: [LedgerChange], isCounted: Bool = true,
        then next: @escaping @Sendable (EngineCore) -> Void
    ) {
        let id = unit.id
        units[id] = unit
        unitsByPath[unit.path] = id
        if isCounted { pendingOrder.append(id) }
        stateCounts[index(unit.state)] += 1
        commit(changes) { core, error in
            if let error {
                core.refuse(id, error)
            } else {
                if isCounted { core.counters.find() }
                if let unit = core.units[id] { core.troubles.clear(.file(PathKey(unit.path))) }
            }
            next(core)
        }
    }

    /// Between two attempts at a file whose row the ledger refuses. **Unit**: s.
    static var refusalPause: Double { 10 }

    /// The ledger refused a new unit, which is an error of the program. The file stays where it is; its name stays owned
    /// until it is looked at again.
    private func refuse(_ id: Int64, _ error: LedgerError) {
        guard let unit = units.removeValue(forKey: id) else { return }
        if unitsByPath[unit.path] == id { unitsByPath[unit.path] = nil }
        stateCounts[index(unit.state)] -= 1
        refused.append((unit, Monotonic.now() + Self.refusalPause))
        let sentence = "\(unit.path) stays where it is, because the ledger refused its row. \(error)"
        if troubles.raise(.file(PathKey(unit.path)), sentence) { fail(sentence) }
    }

    /// Looks again at files whose rows were refused.
    func findAgain(at now: Double) {
        let again = refused.filter { $0.again <= now }
        guard !again.isEmpty else { return }
        refused.removeAll { $0.again <= now }
        for (unit, _) in again {
            // One that was found in the work area lies there still.
            if let work = unit.workDirectory {
                laterAdoptions.append(WorkDirectory(path: work, id: unit.id))
                continue
            }
            disown(unit)
            if candidates[unit.path] == nil { troubles.clear(.file(PathKey(unit.path))) }
        }
    }

    func index(_ state: UnitState) -> Int { UnitState.allCases.firstIndex(of: state) ?? 0 }
}
