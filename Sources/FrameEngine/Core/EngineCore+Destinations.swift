import Glibc
import Log
import POSIXFiles

extension EngineCore {
    /// A unit met a failing file system at its destination. When the destination as a whole is to blame, all its units
    /// wait; else this one alone. Both are tried again at each firing.
    func destinationFailed(_ unit: FrameUnit, _ number: Int32, _ message: String) {
        let isWhole = [ENOSPC, EDQUOT, EROFS, EIO, ESTALE, ENODEV, ENXIO].contains(number)
        let problem = isWhole ? message : probe(unit.destination)
        guard let problem else {
            health.stuck[unit.id] = message
            guard unit.lastFailure != message else { return }
            unit.lastFailure = message
            fail("\(unit.name) cannot be archived now and will be tried again: \(message)")
            return
        }
        if breakers[unit.destination] == nil {
            fail("The destination \(unit.destination) is unusable, frames wait: \(problem)")
        }
        var breaker = breakers[unit.destination] ?? Breaker(reason: problem)
        breaker.reason = problem
        breaker.trial = nil
        breaker.waiting.append(unit.id)
        breakers[unit.destination] = breaker
    }

    private func probe(_ destination: String) -> String? {
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
        for id in health.stuck.keys {
            if let unit = units[id], !unit.isBusy { queue(unit) }
        }
        health.stuck.removeAll()
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
