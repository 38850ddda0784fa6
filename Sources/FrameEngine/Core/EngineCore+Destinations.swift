import Glibc
import Ledger
import Log
import POSIXFiles

/// What fails at a destination, and when it is tried again.
extension EngineCore {
    /// A unit met a failing file system at its destination. When the destination as a whole is to blame, all its units
    /// wait; else this one alone. Both are tried again at each firing.
    func destinationFailed(_ unit: FrameUnit, _ number: Int32, _ message: String) {
        let isWhole = [ENOSPC, EDQUOT, EROFS, EIO, ESTALE, ENODEV, ENXIO, ETIMEDOUT].contains(number)
        if isWhole { return makeWait(unit, message) }
        guard let line = line(to: unit.destination) else { return failedAlone(unit, message) }
        // A look that begins now tells who is to blame.
        unit.isBusy = true
        lines[unit.destination]?.judged.append((unit.id, Monotonic.now(), message))
        line.watch.look(mounts)
    }

    /// Decides about the units that failed before a look.
    func judge(_ report: DestinationReport) {
        guard let judged = lines[report.destination]?.judged, !judged.isEmpty else { return }
        lines[report.destination]?.judged.removeAll { $0.failed <= report.began }
        for (id, failed, message) in judged where failed <= report.began {
            guard let unit = units[id] else { continue }
            unit.isBusy = false
            if let problem = report.problem { makeWait(unit, problem) } else { failedAlone(unit, message) }
        }
    }

    /// The destination works, the unit fails for a reason of its own.
    private func failedAlone(_ unit: FrameUnit, _ message: String) {
        // The trial, if this was it, is over.
        if breakers[unit.destination]?.trial == unit.id { breakerClosed(unit.destination) }
        laterDeliveries.append(unit.id)
        complain(unit, message, "\(unit.name) cannot be archived now and will be tried again: \(message)")
    }

    /// A unit waits for its destination, which is unusable.
    func makeWait(_ unit: FrameUnit, _ problem: String) {
        breakerOpened(unit.destination, problem)
        unit.waiting = problem
        if breakers[unit.destination]?.trial == unit.id { breakers[unit.destination]?.trial = nil }
        breakers[unit.destination]?.waiting.append(unit.id)
        relieve(unit)
    }

    func breakerOpened(_ destination: String, _ problem: String) {
        if breakers[destination] == nil {
            breakers[destination] = Breaker(reason: problem)
            fail("The destination \(destination) is unusable, frames wait: \(problem)")
        }
        breakers[destination]?.reason = problem
    }

    /// At each firing one unit of every failing destination tries, and every unit that failed alone.
    func tryDestinationsAgain() {
        for (destination, breaker) in breakers {
            if let trial = breaker.trial, units[trial] != nil { continue }
            guard let line = line(to: destination), !line.isHesitant, line.report?.problem == nil else { continue }
            var breaker = breaker
            breaker.trial = nil
            while breaker.trial == nil, let next = breaker.waiting.popFirst() {
                if let unit = units[next] {
                    breaker.trial = next
                    queue(unit)
                }
            }
            breakers[destination] = breaker.trial == nil ? nil : breaker
        }
        let again = laterDeliveries
        laterDeliveries.removeAll()
        for id in again {
            if let unit = units[id], !unit.isBusy { queue(unit) }
        }
    }

    /// A unit that was to try its destination cannot tell anything about it now: another one tries at the next firing.
    func passTrial(_ unit: FrameUnit) {
        if breakers[unit.destination]?.trial == unit.id { breakers[unit.destination]?.trial = nil }
    }

    /// A unit reached its destination: all others may follow.
    func breakerClosed(_ destination: String) {
        lines[destination]?.succeeded()
        guard var breaker = breakers.removeValue(forKey: destination) else { return }
        logger.info("The destination \(destination) works again.")
        while let id = breaker.waiting.popFirst() {
            if let unit = units[id], !unit.isBusy { queue(unit) }
        }
    }

    /// A destination is there and may be used: the ledger remembers on what it lies, so that no later life of the server
    /// takes the directory below the mount for it.
    func useStore(_ destination: String, mountPoint: String?) {
        if let known = stores[destination] {
            guard let mountPoint, mountPoint != known.mountPoint else { return }
            // What was seen on a mount does not belong on the file system below it.
            if let point = known.mountPoint, !Paths.contains(point, mountPoint) { return }
        }
        let row = StoreRow(root: destination, mountPoint: mountPoint)
        stores[destination] = row
        if let mountPoint { mounts.remember(mountPoint) }
        lines[destination]?.watch.look(mounts)
        commit([.useStore(row)])
    }
}
