import Glibc
import Ledger
import Log
import POSIXFiles

extension EngineCore {
    /// A unit met a failing file system at its destination. When the destination as a whole is to blame, all its units
    /// wait; else this one alone. Both are tried again at each firing.
    func destinationFailed(_ unit: FrameUnit, _ number: Int32, _ message: String) {
        let isWhole = [ENOSPC, EDQUOT, EROFS, EIO, ESTALE, ENODEV, ENXIO, ETIMEDOUT].contains(number)
        let problem = isWhole ? message : probe(unit.destination)
        guard let problem else {
            // The probe has just shown that the destination works: the trial, if this was it, is over.
            if breakers[unit.destination]?.trial == unit.id { breakerClosed(unit.destination) }
            laterDeliveries.append(unit.id)
            return complain(
                unit, message, "\(unit.name) cannot be archived now and will be tried again: \(message)")
        }
        if breakers[unit.destination] == nil {
            fail("The destination \(unit.destination) is unusable, frames wait: \(problem)")
        }
        var breaker = breakers[unit.destination] ?? Breaker(reason: problem)
        breaker.reason = problem
        breaker.trial = nil
        breaker.waiting.append(unit.id)
        relieve(unit)
        breakers[unit.destination] = breaker
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
        monitor?.setRemote(values.remoteDirectory, mounts)
        commit([.useStore(row)])
    }

    private func probe(_ destination: String) -> String? {
        if let problem = mounts.problem(of: destination) { return problem }
        do throws(POSIXError) {
            guard try FileStatus.following(destination)?.kind == .directory else {
                return "\(destination) is not there."
            }
            try Files.checkWritable(destination)
            return nil
        } catch {
            return error.description
        }
    }

    /// At each firing one unit of every failing destination tries, and every unit that failed alone.
    func tryDestinationsAgain() {
        for (destination, breaker) in breakers {
            if let trial = breaker.trial, units[trial] != nil { continue }
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
        guard var breaker = breakers.removeValue(forKey: destination) else { return }
        logger.info("The destination \(destination) works again.")
        while let id = breaker.waiting.popFirst() {
            if let unit = units[id], !unit.isBusy { queue(unit) }
        }
    }
}
