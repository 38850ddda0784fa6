import POSIXFiles
import WorkerProtocol

/// A frame that may not be whole yet. A value without input or output: looks and answers go in, the next step comes out.
struct FrameCandidate: Sendable {
    /// What to do next about a candidate.
    enum Step: Sendable, Equatable {
        /// Nothing before this time, unless an event comes. **Unit**: s, monotonic.
        case wait(until: Double)
        /// Nothing before the worker's answer.
        case waitForAnswer
        /// Let a worker look at the bytes.
        case examine(sidecar: String?)
        /// Ask the system whether a program has this good sidecar open for writing.
        case seekWriter(sidecar: String)
        /// The frame is whole and goes on, with or without its sidecar.
        case settle(sidecar: String?)
        /// Set the frame aside.
        case quarantine(reason: String)
        /// A sidecar without a frame: perhaps its frame has gone ahead.
        case lateSidecar
        /// Set the sidecar aside.
        case quarantineOrphan
        /// Nothing is left of it.
        case forget
    }

    private struct Examined: Sendable {
        var frame: FileIdentity
        var sidecar: FileIdentity?
        var result: FrameExamination
    }

    /// Absolute path of the frame in the raw directory.
    let path: String
    /// Root of the destination that was in force when the name was first seen.
    let destination: String
    /// **Unit**: s, monotonic.
    let seen: Double
    /// The image, when it is there.
    var frame: ObservedFile?
    /// The sidecar, when it is there.
    var sidecar: (path: String, file: ObservedFile)?
    /// It stands where frames wait for a worker that has time.
    var isWaitingForLook = false
    /// A question is at a worker.
    var isExamining = false
    /// Workers that died of it.
    var failures = 0
    /// A lone sidecar was looked up in the ledger.
    var isLateChecked = false
    /// A lone sidecar is being archived beside its frame, which may take its time.
    var isLateSought = false
    /// How often that has failed.
    private(set) var lateFailures = 0
    /// Not before this time again, whatever events come: a sidecar that is put back makes one. **Unit**: s, monotonic.
    private(set) var lateRetry = 0.0
    private var examined: Examined?
    private var completeSince: Double?

    init(path: String, destination: String, seen: Double) {
        self.path = path
        self.destination = destination
        self.seen = seen
    }

    /// Takes a worker's answer about these bytes.
    mutating func answer(
        _ result: FrameExamination, frame: FileIdentity, sidecar: FileIdentity?, at now: Double
    ) {
        isExamining = false
        examined = Examined(frame: frame, sidecar: sidecar, result: result)
        if result.incomplete != nil {
            completeSince = nil
        } else if completeSince == nil {
            completeSince = now
        }
    }

    /// A lone sidecar could not be archived; it is tried again after a time that doubles up to a minute.
    mutating func failLate(at now: Double) {
        isLateSought = false
        isLateChecked = false
        lateRetry = now + min(60, Double(1 << min(lateFailures, 6)))
        lateFailures += 1
    }

    /// Why it waits, as a sentence.
    var explanation: String {
        guard frame != nil else { return "Its sidecar is there; the frame is not." }
        guard let examined else { return "It was seen and is not settled yet." }
        if let reason = examined.result.incomplete { return "It is incomplete: \(reason)" }
        if case .bad(let reason) = examined.result.sidecar { return "Its sidecar is not good yet: \(reason)" }
        guard let sidecar else { return "It is complete and waits for its sidecar." }
        return sidecar.file.isReleased
            ? "It is complete."
            : "It is complete, and so is its sidecar as far as it goes; a program may still write to that."
    }

    /// When all its bytes were there. **Unit**: s, monotonic.
    var completed: Double { max(frame?.changed ?? 0, sidecar?.file.changed ?? 0) }

    /// The next step at this time.
    func next(_ rules: SettleRules, at now: Double) -> Step {
        guard let frame else { return nextWithoutFrame(rules, at: now) }
        guard frame.identity.size >= rules.minFileSize else {
            return incomplete(
                "it has \(frame.identity.size) bytes, fewer than MinFileSize (\(rules.minFileSize)).", frame, rules, now
            )
        }
        guard frame.isSettled(rules, at: now) else { return .wait(until: frame.changed + rules.minFileAge) }
        if let sidecar, !sidecar.file.isSettled(rules, at: now) {
            return .wait(until: sidecar.file.changed + rules.minFileAge)
        }
        if isExamining { return .waitForAnswer }
        guard let examined, examined.frame == frame.identity, examined.sidecar == sidecar?.file.identity else {
            let patience = frame.changed + min(rules.patience, rules.sidecarWait)
            if sidecar == nil, completeSince == nil, now < patience { return .wait(until: patience) }
            return .examine(sidecar: sidecar?.path)
        }
        if let reason = examined.result.incomplete { return incomplete(reason, frame, rules, now) }
        return nextWhenComplete(examined.result.sidecar, rules, now)
    }

    private func nextWhenComplete(_ verdict: SidecarVerdict, _ rules: SettleRules, _ now: Double) -> Step {
        guard let sidecar else {
            let limit = (completeSince ?? now) + rules.sidecarWait
            return now >= limit ? .settle(sidecar: nil) : .wait(until: limit)
        }
        if verdict == .good {
            if sidecar.file.isReleased { return .settle(sidecar: sidecar.path) }
            // Of what lay there before the server nobody saw the close.
            if !sidecar.file.isWriterSought { return .seekWriter(sidecar: sidecar.path) }
        }
        // Empty or partial may mean that its writer is at work, and so may a good one that nobody closed, since any
        // lines of it are good: it gets the time of a missing one.
        let limit = sidecar.file.changed + rules.sidecarWait
        return now >= limit ? .settle(sidecar: sidecar.path) : .wait(until: limit)
    }

    private func incomplete(
        _ reason: String, _ frame: ObservedFile, _ rules: SettleRules, _ now: Double
    ) -> Step {
        let limit = frame.changed + rules.incompleteWait
        if now >= limit { return .quarantine(reason: "The image stayed incomplete: \(reason)") }
        // A released file tells by an event when it changes; another has to be looked at.
        return .wait(until: frame.isReleased ? limit : min(limit, now + rules.lookInterval))
    }

    private func nextWithoutFrame(_ rules: SettleRules, at now: Double) -> Step {
        guard let sidecar else { return .forget }
        guard sidecar.file.isSettled(rules, at: now) else {
            return .wait(until: sidecar.file.changed + rules.minFileAge)
        }
        if isLateSought { return .waitForAnswer }
        if !isLateChecked {
            // Until then it may be that of a retake, whose image comes after it.
            let time = max(sidecar.file.changed + rules.sidecarWait, lateRetry)
            return now >= time ? .lateSidecar : .wait(until: time)
        }
        let limit = sidecar.file.changed + rules.sidecarWait + rules.incompleteWait
        return now >= limit ? .quarantineOrphan : .wait(until: limit)
    }
}
