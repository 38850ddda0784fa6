import FrameTypes
import Ledger
import Log
import POSIXFiles
import Workers

/// The ways to the destinations: made when they are needed, ended when nothing is under way there any more.
extension EngineCore {
    /// The way to a destination; nil when no thread can be started for it.
    func line(to destination: String) -> DestinationLine? {
        if let known = lines[destination] { return known }
        do throws(POSIXError) {
            let line = try DestinationLine(destination, self, mounts)
            lines[destination] = line
            return line
        } catch {
            health.threadProblem = error.description
            return nil
        }
    }

    /// Does something that touches a destination where it holds up no other.
    func submit(to destination: String, _ chore: @escaping @Sendable () -> Void) {
        if let line = line(to: destination) { line.chores.submit(chore) } else { services?.chores.submit(chore) }
    }

    /// What a look at a destination found.
    func take(_ report: DestinationReport) {
        let destination = report.destination
        guard lines[destination] != nil else { return }
        if Paths.areEqual(destination, values.remoteDirectory) { show(report) }
        lines[destination]?.report = report
        lines[destination]?.answered()
        let waiting = lines[destination]?.waiting ?? []
        lines[destination]?.waiting.removeAll()
        waitingForDelivery.prepend(contentsOf: waiting)
        judge(report)
    }

    /// The destination in force shows itself whether anything goes there or not.
    private func show(_ report: DestinationReport) {
        values.remoteUsed = report.usage?.usedPercent
        if health.destinationProblem != report.problem, let problem = report.problem {
            fail("The destination is unusable, frames wait: \(problem)")
        }
        health.destinationProblem = report.problem
        if report.problem == nil { useStore(report.destination, mountPoint: report.mountPoint) }
    }

    /// Whether something may be sent to the destination of a unit now; else the unit is put where it waits.
    func isOpen(for unit: FrameUnit) -> Bool {
        if breakers[unit.destination]?.holdsBack(unit.id) == true { return false }
        guard let line = line(to: unit.destination) else {
            retry(unit, at: Monotonic.now() + 1)
            return false
        }
        if line.isHesitant {
            passTrial(unit)
            unit.waiting = "\(unit.destination) does not answer yet."
            lines[unit.destination]?.waiting.append(unit.id)
            return false
        }
        if let problem = line.report?.problem {
            makeWait(unit, problem)
            return false
        }
        return true
    }

    /// Finds destinations that hang, and ends the ways that nobody uses.
    func checkLines() {
        for (destination, line) in lines where line.isSilent { giveUp(destination) }
        let used = Set(
            poolJobs.values.compactMap { job -> PathKey? in
                if case .delivery(_, let destination, _) = job { PathKey(destination) } else { nil }
            })
        for (destination, _) in breakers where !used.contains(PathKey(destination)) && isForsaken(destination) {
            breakers[destination] = nil
        }
        for (destination, line) in lines
        where !Paths.areEqual(destination, values.remoteDirectory) && line.isIdle && breakers[destination] == nil
            && !used.contains(PathKey(destination))
        {
            _ = line.close(within: .zero)
            lines[destination] = nil
        }
        // The destination in force is watched also while no frame comes.
        _ = line(to: values.remoteDirectory)
    }

    /// Nothing goes to a destination any more, so that it matters to nobody whether it works.
    private func isForsaken(_ destination: String) -> Bool {
        !Paths.areEqual(destination, values.remoteDirectory) && lines[destination]?.isIdle != false
            && !units.values.contains { Paths.areEqual($0.destination, destination) }
    }

    /// A destination hangs: what was to go there waits. What is under way there goes on, as long as nobody else needs its
    /// worker.
    private func giveUp(_ destination: String) {
        let problem = "\(destination) does not answer: its file system hangs."
        breakerOpened(destination, problem)
        if Paths.areEqual(destination, values.remoteDirectory) { health.destinationProblem = problem }
        let judged = lines[destination]?.judged.map(\.unit) ?? []
        lines[destination]?.judged.removeAll()
        for id in judged { units[id]?.isBusy = false }
        let waiting = lines[destination]?.waiting ?? []
        lines[destination]?.waiting.removeAll()
        for id in judged + waiting + takeBackDeliveries(to: destination) {
            if let unit = units[id] { makeWait(unit, problem) }
        }
        for case .delivery(let id, let place, _) in poolJobs.values where Paths.areEqual(place, destination) {
            units[id]?.waiting = problem
        }
    }

    /// Whether frames of other destinations find no worker.
    private func othersStarve(beside destination: String) -> Bool {
        guard services?.pool.isFull == true else { return false }
        func isOther(_ place: String) -> Bool { !Paths.areEqual(place, destination) && breakers[place] == nil }
        return candidates.values.contains { isOther($0.destination) }
            || units.values.contains {
                [.settled, .claimed, .processed].contains($0.state) && isOther($0.destination)
            }
    }

    /// Whether looks and merges find no worker because each of them is caught at a destination that is silent.
    private var newFramesStarve: Bool {
        guard services?.pool.isFull == true else { return false }
        var (caught, waiting) = (0, false)
        for job in poolJobs.values {
            switch job {
            case .look, .merge: waiting = true
            case .delivery(_, let destination, _): if lines[destination]?.isSilent == true { caught += 1 }
            }
        }
        return waiting && caught >= properties.maxSubProcesses
    }

    // MARK: Jobs

    /// Takes back the deliveries to a destination that have not begun, and those that have when they are to be given up;
    /// gives their units.
    private func takeBackDeliveries(to destination: String) -> [Int64] {
        let tickets = poolJobs.filter {
            if case .delivery(_, let place, _) = $0.value { Paths.areEqual(place, destination) } else { false }
        }.keys
        guard !tickets.isEmpty, let services else { return [] }
        let meant = Set(tickets)
        var taken = Set(services.pool.withdraw { meant.contains($0) })
        let running = meant.subtracting(taken)
        let givenUp = toGiveUp(of: running, at: destination)
        for ticket in givenUp { services.pool.abandon(ticket) }
        taken.formUnion(givenUp)
        return taken.compactMap { ticket in
            guard let job = poolJobs.removeValue(forKey: ticket), case .delivery(let id, _, let ofFiring) = job else {
                return nil
            }
            jobs -= 1
            ended(.finalize, ofFiring: ofFiring, failed: true)
            guard let unit = units[id] else { return nil }
            putBack(unit, .processed)
            // What hangs may go on at any time: nobody else writes under its names.
            unit.earlierEpoch = unit.earlierEpoch ?? unit.epoch
            epoch += 1
            unit.epoch = epoch
            commit([.setAttempt(id: id, epoch: epoch, attempts: unit.attempts)], .lazy)
            return id
        }
    }

    /// What of the deliveries that run at a silent destination is given up: all when it is dead or frames of others need the
    /// workers; one when every worker is caught, for its own new frames.
    private func toGiveUp(of running: Set<Int>, at destination: String) -> Set<Int> {
        guard !running.isEmpty, let line = lines[destination] else { return [] }
        if line.isDead {
            lines[destination]?.hasGivenUp = true
            return running
        }
        if othersStarve(beside: destination) { return running }
        guard line.isInTheWay, newFramesStarve, let last = running.max() else { return [] }
        lines[destination]?.hasGivenWay = true
        return [last]
    }

    /// A unit returns to where it was before a job of it was handed over.
    private func putBack(_ unit: FrameUnit, _ state: UnitState) {
        unit.isBusy = false
        releaseName(of: unit)
        passTrial(unit)
        move(unit, to: state)
    }

    /// Takes back all jobs that have not begun.
    func withdrawJobs() {
        for ticket in services?.pool.withdraw({ _ in true }) ?? [] {
            guard let job = poolJobs.removeValue(forKey: ticket) else { continue }
            switch job {
            case .look(let path):
                looks -= 1
                candidates[path]?.isExamining = false
                schedule(path, at: Monotonic.now())
            case .merge(let id, let ofFiring): withdrawn(id, .merge, .claimed, ofFiring: ofFiring)
            case .delivery(let id, _, let ofFiring): withdrawn(id, .finalize, .processed, ofFiring: ofFiring)
            }
        }
    }

    private func withdrawn(_ id: Int64, _ step: Plugin.Step, _ state: UnitState, ofFiring: Bool) {
        jobs -= 1
        ended(step, ofFiring: ofFiring, failed: false)
        guard let unit = units[id] else { return }
        putBack(unit, state)
        queue(unit)
    }

    /// Notes a job that goes to the pool; gives its number.
    func newTicket(_ job: PoolJob) -> Int {
        lastTicket += 1
        poolJobs[lastTicket] = job
        return lastTicket
    }

    /// A job has ended; false when it had been given up, so that its result means nothing.
    func isExpected(_ ticket: Int) -> Bool { poolJobs.removeValue(forKey: ticket) != nil }
}
