import FrameTypes
import Ledger
import POSIXFiles

/// What a rule throws away. Only a ``DiscardMatch`` permits the removal, and only the classifier makes one.
extension EngineCore {
    func discard(_ candidate: FrameCandidate, _ match: DiscardMatch, at now: Double) {
        guard services != nil else { return }
        guard candidate.frame != nil else { return discardSidecar(candidate, match) }
        let unit = makeUnit(candidate, withSidecar: candidate.sidecar != nil, at: now)
        unit.isBusy = true
        discard(unit, match, isNew: true)
    }

    /// Writes the intent down once, removes, writes the outcome down.
    func discard(_ unit: FrameUnit, _ match: DiscardMatch, isNew: Bool) {
        let id = unit.id
        let reason = "The rule \(match.pattern) throws it away."
        let raw = Paths.directory(of: unit.path)
        let paths = unit.members.map { Paths.join(raw, $0.name) }
        let intents = paths.map {
            LedgerChange.intend(FileOperation(unit: id, epoch: unit.epoch, step: "discard", source: $0, target: nil))
        }
        let remove: @Sendable (EngineCore) -> Void = { core in
            guard core.units[id] != nil else { return }
            let mailbox = core.mailbox
            core.services?.chores.submit {
                let problem = Self.remove(paths, match)
                mailbox.post { $0.discarded(id, reason, problem) }
            }
        }
        if isNew {
            enter(unit, [.addUnit(row(of: unit, reason: reason))] + intents, then: remove)
        } else {
            remove(self)
        }
    }

    private static func remove(_ paths: [String], _ match: DiscardMatch) -> String? {
        do throws(POSIXError) {
            FaultPoint.discarding.reach()
            for path in paths {
                try Files.unlink(path, with: DiscardPermission(match))
                FaultPoint.halfDiscarded.reach()
            }
            FaultPoint.discarded.reach()
            return nil
        } catch {
            return error.description
        }
    }

    private func discarded(_ id: Int64, _ reason: String, _ problem: String?) {
        guard let unit = units[id] else { return }
        if let problem {
            complain(unit, problem, "\(unit.name) cannot be thrown away and will be tried again. \(problem)")
            guard case .discard(let match) = classifier.role(of: unit.path) else { return }
            laterDiscards.append((unit, match))
            return
        }
        commit(
            [
                .setUnit(id: id, state: .discarded, reason: reason), .done(unit: id, step: "discard"),
                .event(kind: "discarded", unit: id, text: reason),
            ], of: id, .lazy
        ) { core, unit in
            core.finish(unit, as: .discarded)
            core.counters.discard()
        }
    }

    /// A sidecar that came after its frame had been thrown away; it is no frame and has no row.
    private func discardSidecar(_ candidate: FrameCandidate, _ match: DiscardMatch) {
        candidates[candidate.path] = nil
        guard let path = candidate.sidecar?.path else { return }
        // One that could not be removed is written down already, and tried again.
        if troubles.has(.file(PathKey(path))) { return }
        commit([.event(kind: "discarded", unit: nil, text: "\(path): the rule \(match.pattern) throws it away.")]) {
            core, error in
            if let error { return core.fail("\(path) stays where it is. \(error)") }
            core.removeSidecar(path, match)
        }
    }

    private func removeSidecar(_ path: String, _ match: DiscardMatch) {
        let mailbox = mailbox
        services?.chores.submit {
            let problem = Self.remove([path], match)
            mailbox.post { core in
                let subject = Troubles.Subject.file(PathKey(path))
                guard let problem else { return core.troubles.clear(subject) }
                let sentence = "\(path) cannot be thrown away and will be tried again. \(problem)"
                if core.troubles.raise(subject, sentence) { core.fail(sentence) }
                core.laterSidecarDiscards.append((path, match))
            }
        }
    }

    /// Removals that failed are tried again with the health of the directories.
    func discardAgain() {
        guard isEnabled(.prepare) else { return }
        let again = laterDiscards
        laterDiscards.removeAll()
        for (unit, match) in again { discard(unit, match, isNew: false) }
        let sidecars = laterSidecarDiscards
        laterSidecarDiscards.removeAll()
        for (path, match) in sidecars { removeSidecar(path, match) }
    }
}
