/// How long a worker is waited for, counted in what it did with its time.
///
/// A clock alone would blame a frame for a machine that was suspended, swapped, or had no processor to spare. So what
/// a worker computes and what it sleeps without need use up the limit, while what it waits for a processor, a disk or
/// memory uses up a longer one. Time in which nobody looked, because this server stood still as well, does not count.
struct WorkerPatience {
    /// What the time went for.
    enum Cause: Sendable, Equatable {
        /// A computation that does not end.
        case computing
        /// Something that does not come, although nothing keeps the worker from working.
        case sleeping
        /// A processor, a disk or memory.
        case waiting
    }

    private let limit: Duration
    private let longest: Duration
    private let restartsByWriting: Bool
    private var last: WorkerActivity
    private var (computed, slept, waited) = (Duration.zero, Duration.zero, Duration.zero)

    /// How many times its limit a worker may take that waits for the machine.
    static let waitFactor = 10

    /// Makes a limit that begins now.
    ///
    /// - Parameters:
    ///   - limit: for what the worker itself does or leaves undone.
    ///   - restartsByWriting: begins anew whenever the worker has written something, and waits no longer for the machine
    ///     than for the worker.
    ///   - activity: of the worker now.
    init(_ limit: Duration, restartsByWriting: Bool, _ activity: WorkerActivity) {
        self.limit = limit
        longest = restartsByWriting ? limit : limit * Self.waitFactor
        self.restartsByWriting = restartsByWriting
        last = activity
    }

    /// How long to wait before the next look.
    var step: Duration { min(limit / 8, .seconds(1)) }

    /// Counts the time since the last look.
    mutating func count(_ passed: Duration, _ now: WorkerActivity) {
        let computing = max(.zero, now.processorTime - last.processorTime)
        let resting = max(.zero, min(passed, step) - computing)
        if restartsByWriting, now.bytesWritten != last.bytesWritten {
            (computed, slept, waited) = (.zero, .zero, .zero)
        } else {
            computed += computing
            if now.isSleeping { slept += resting } else { waited += resting }
        }
        last = now
    }

    /// What used up the time; nil while there is some left.
    var exhausted: Cause? {
        let own = computed + slept
        guard own >= limit || own + waited >= longest else { return nil }
        if own < limit, waited > max(computed, slept) { return .waiting }
        return computed >= slept ? .computing : .sleeping
    }
}
