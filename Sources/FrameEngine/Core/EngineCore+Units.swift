import FrameTypes
import Ledger
import Log
import POSIXFiles

extension EngineCore {
    func move(_ unit: FrameUnit, to state: UnitState) {
        stateCounts[index(unit.state)] -= 1
        stateCounts[index(state)] += 1
        unit.state = state
    }

    /// The raw names of a unit are free again: what lies there now is something new.
    func disown(_ unit: FrameUnit) {
        for member in unit.members { disown(Paths.join(unit.rawDirectory, member.name)) }
    }

    func disown(_ path: String) {
        guard ownedPaths.remove(path) != nil else { return }
        look(path, at: Monotonic.now(), isReleased: false)
    }

    /// Nothing more will happen to a unit.
    func finish(_ unit: FrameUnit, as state: UnitState) {
        move(unit, to: state)
        relieve(unit)
        releaseName(of: unit)
        disown(unit)
        units[unit.id] = nil
        if unitsByPath[unit.path] == unit.id { unitsByPath[unit.path] = nil }
    }

    /// A unit is gone without our doing.
    func lose(_ unit: FrameUnit, _ reason: String) {
        unit.isBusy = true
        giveBackRemains(of: unit)
        dropParts(of: unit)
        let id = unit.id
        commit([.setUnit(id: id, state: .lost, reason: reason), .event(kind: "lost", unit: id, text: reason)], of: id) {
            core, unit in
            core.finish(unit, as: .lost)
            guard !unit.isOrphan else { return }
            core.counters.fail()
            core.fail("\(unit.name) is lost: \(reason)")
        }
    }

    /// Sorts a failure: try again, wait, or set aside.
    func retry(_ unit: FrameUnit, as state: UnitState, after failure: StepFailure) {
        unit.isBusy = false
        unit.waiting = failure.message
        move(unit, to: state)
        if case .inputOutput = failure.kind {
            complain(unit, failure.message, "\(unit.name) waits and will be tried again: \(failure.message)")
        }
        let now = Monotonic.now()
        switch failure.kind {
        case .badInput: quarantine(unit, reason: failure.message)
        case .passing: retry(unit, at: now)
        case .inputOutput: retry(unit, at: now + 1)
        case .noWorker:
            health.workerProblem = failure.message
            retry(unit, at: now + 1)
        case .fault:
            unit.attempts += 1
            let limit = Self.attempts(withSidecar: state == .claimed && unit.sidecarName != nil)
            note("\(unit.name) failed (\(unit.attempts) of \(limit)): \(failure.message)")
            commit([.setAttempt(id: unit.id, epoch: unit.epoch, attempts: unit.attempts)], .lazy)
            if unit.attempts >= limit {
                quarantine(unit, reason: "It failed \(unit.attempts) times, the last time: \(failure.message)")
            } else {
                retry(unit, at: now + 0.2 * Double(unit.attempts))
            }
        }
    }

    func retry(_ unit: FrameUnit, at time: Double) { retries.insert(String(unit.id), at: time) }

    func takeRetries(at now: Double) {
        while let key = retries.next(at: now) {
            guard let id = Int64(key), let unit = units[id], !unit.isBusy else { continue }
            queue(unit)
        }
    }

    /// Puts a unit where its state says that it waits.
    func queue(_ unit: FrameUnit) {
        switch unit.state {
        case .settled: waitingForClaim.append(unit.id)
        case .claimed: waitingForMerge.append(unit.id)
        case .processed: waitingForDelivery.append(unit.id)
        case .storing: publish(unit)
        default: break
        }
    }

    /// Shows and logs a failure.
    func fail(_ message: String) {
        values.lastError = message
        logger.error(message)
    }

    /// Logs something unexpected that was dealt with.
    func note(_ message: String) { logger.warn(message) }
}
