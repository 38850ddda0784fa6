import Ledger

/// What is written down. The ledger may refuse a batch: then nothing of it stands, and nobody acts on it.
extension EngineCore {
    /// Writes changes down; nobody waits for it.
    func commit(_ changes: [LedgerChange], _ urgency: LedgerWriter.Urgency = .now) {
        let mailbox = mailbox
        services?.ledger.submit(changes, urgency) { error in
            guard let error, error.code != .closed else { return }
            mailbox.post { core in
                guard core.troubles.raise(.ledger, error.message) else { return }
                core.fail("The ledger refused a change, please report this. \(error.message)")
            }
        }
    }

    /// Writes changes of a unit down and goes on with it, on this thread, when they are durable. A unit whose changes are
    /// refused is held back where it lies.
    func commit(
        _ changes: [LedgerChange], of id: Int64, _ urgency: LedgerWriter.Urgency = .now,
        then next: @escaping @Sendable (EngineCore, FrameUnit) -> Void
    ) {
        commit(changes, urgency) { core, error in
            guard let unit = core.units[id] else { return }
            if let error { return core.holdBack(unit, error) }
            next(core, unit)
        }
    }

    /// Writes changes down and tells, on this thread, when they are durable or refused.
    func commit(
        _ changes: [LedgerChange], _ urgency: LedgerWriter.Urgency = .now,
        outcome: @escaping @Sendable (EngineCore, LedgerError?) -> Void
    ) {
        let mailbox = mailbox
        services?.ledger.submit(changes, urgency) { error in
            // A closed ledger means that we are closing: the next start goes on from what is written.
            if error?.code == .closed { return }
            mailbox.post { outcome($0, error) }
        }
    }

    /// The ledger refused what was to be written about a unit, which is an error of the program: its files stay where they
    /// are for inspection, and the next start tries again.
    func holdBack(_ unit: FrameUnit, _ error: LedgerError) {
        unit.isBusy = true
        // Others do not wait for it.
        releaseName(of: unit)
        passTrial(unit)
        let reason = "The ledger refused its next step; its files stay where they are, and Init tries again. \(error)"
        complain(unit, reason, "\(unit.name) is held back. \(reason)")
    }

    // MARK: Troubles

    /// A unit does not get on: the state tells until it does. The same is logged once.
    func complain(_ unit: FrameUnit, _ reason: String, _ sentence: @autoclosure () -> String) {
        unit.waiting = reason
        if troubles.raise(.unit(unit.id), "\(unit.name): \(reason)") { fail(sentence()) }
    }

    /// A unit got on after all.
    func relieve(_ unit: FrameUnit) { troubles.clear(.unit(unit.id)) }
}
