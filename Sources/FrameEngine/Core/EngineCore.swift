import FrameTypes
import Ledger
import Log
import POSIXFiles
import Workers

/// The state of the engine and its loop. Everything here belongs to one thread; other threads reach it through the
/// mailbox. Nothing here blocks: what may take its time is a job of a worker, the publisher or the chores.
final class EngineCore {
    let mailbox: Mailbox
    let board: SnapshotBoard
    let logger: Logger
    let workerExecutable: String
    let propertyProblems: [PropertyProblem]
    var properties: EngineProperties
    var rules: SettleRules
    let classifier: FrameClassifier
    /// When the engine was made. **Unit**: s, monotonic.
    let born = Monotonic.now()

    // MARK: Services, nil while they cannot be opened

    var services: EngineServices?
    var watcher: DirectoryWatcher?
    var ownership: FileOwnership?
    var workAreas: WorkAreas?
    var stateFiles: StateFiles?
    var epoch = 0

    // MARK: Frames

    var candidates = PathTable<FrameCandidate>()
    var due = DueQueue()
    var dueTimes = PathTable<Double>()
    /// Candidates that wait for a worker to look at them, and looks that are under way.
    var waitingForLook = FIFO<String>()
    var looks = 0
    var units: [Int64: FrameUnit] = [:]
    /// Newest unit of each raw path.
    var unitsByPath = PathTable<Int64>()
    /// Raw paths that belong to a unit although they still lie there.
    var ownedPaths = PathSet()
    /// Candidates that the disabled first step would take out of the raw directory.
    var waitingForPrepare = FIFO<String>()
    /// Units per step that wait for it, oldest first.
    var waitingForClaim = FIFO<Int64>()
    var waitingForMerge = FIFO<Int64>()
    var waitingForDelivery = FIFO<Int64>()
    /// Units that are tried again at a time of their own.
    var retries = DueQueue()
    /// Final names that are being made, and the units that wait for them.
    var heldNames = PathTable<[Int64]>()
    /// In the order of their discovery, to find the oldest; entries that are done are dropped when they come first.
    var pendingOrder = FIFO<Int64>()
    /// Removals by rule that failed.
    var laterDiscards: [(FrameUnit, DiscardMatch)] = []
    /// The same for sidecars whose frames are gone.
    var laterSidecarDiscards: [(String, DiscardMatch)] = []
    /// Frames that could not be set aside yet.
    var laterKeeps: [(Int64, String)] = []
    /// Units of an earlier server whose destination cannot be looked at yet.
    var laterResumes: [Int64] = []
    /// Units that failed at a destination that works otherwise.
    var laterDeliveries: [Int64] = []
    /// Units whose rows the ledger refused, and when their files are looked at again. **Unit**: s, monotonic.
    var refused: [(unit: FrameUnit, again: Double)] = []
    var troubles = Troubles()
    /// Archived units of an earlier server whose copies cannot be looked at yet.
    var laterReleases: [Int64] = []
    /// Late sidecars that a program has open for writing, or that could not be removed.
    var laterLateReleases: [LateRelease] = []
    /// Units of an earlier server whose raw file cannot be looked at yet.
    var laterWork: [(FrameUnit, UnitRow)] = []
    /// Work directories that the ledger does not know and that could not be taken up yet.
    var laterAdoptions: [WorkDirectory] = []
    /// The units of an earlier server carry the new epoch.
    var isRecovered = false
    var candidateOrder = FIFO<(path: String, seen: Double)>()

    // MARK: Work

    var isWanted = false
    var isClosing = false
    var plugins = Plugin.builtIn
    var tickCount: Int
    /// A firing by tick is at work, not a wake-up.
    var isFiring = false
    var nextTick = 0.0
    /// Jobs at the pool, for which there is a limit so that order is decided here.
    var jobs = 0
    var health = EngineHealth()
    /// What is at the pool, by number.
    var poolJobs: [Int: PoolJob] = [:]
    var lastTicket = 0
    /// When work that still runs after a stop is cut off. **Unit**: s, monotonic.
    var cutOff: Double?
    var breakers = PathTable<Breaker>()
    var lines = PathTable<DestinationLine>()
    let hooks: EngineHooks
    var monitor: StorageMonitor?
    /// What the destinations of this server are or were mounted on, also in its earlier lives.
    var mounts: DestinationMounts
    /// Where the raw and the work directories really lie.
    var areas: [String] = []
    /// Destinations in the ledger, and where their file systems were mounted.
    var stores = PathTable<StoreRow>()
    let syncs = DirectorySyncs()
    var fillRate = FillRate()
    var gauge = PressureGauge()

    // MARK: Values

    /// What the engines before did.
    let history: EngineHistory
    var counters: FrameCounters
    var stateCounts: [Int]
    var rates: RateWindow
    var values: EngineSnapshot

    init(
        _ configuration: EngineProperties.Parsed, workerExecutable: String, mailbox: Mailbox, board: SnapshotBoard,
        logger: Logger, hooks: EngineHooks, history: EngineHistory
    ) {
        self.hooks = hooks
        self.history = history
        (counters, stateCounts, tickCount) = (history.counters, history.stateCounts, history.tickCount)
        mounts = DestinationMounts(intended: hooks.intendedMounts)
        properties = configuration.properties
        propertyProblems = configuration.problems
        self.workerExecutable = workerExecutable
        self.mailbox = mailbox
        self.board = board
        self.logger = logger
        rules = SettleRules(
            minFileSize: properties.minFileSize, minFileAge: properties.minFileAge,
            sidecarWait: properties.sidecarWait, incompleteWait: properties.incompleteWait,
            settlesOnClose: properties.settleOnClose)
        classifier = FrameClassifier(
            framePatterns: properties.framePatterns, discardPatterns: properties.discardPatterns,
            sidecarSuffixes: properties.sidecarSuffixes)
        rates = RateWindow(start: born)
        values = board.snapshot
    }

    // MARK: Loop

    func run() {
        FaultPoint.announce(logger)
        AssumedUse.announce(logger)
        for name in properties.unused { note("Property \(name) is set and has no effect: it is not built yet.") }
        isWanted = properties.autoStart
        open()
        while !isClosing {
            let now = Monotonic.now()
            var descriptors = [mailbox.bell.pollDescriptor]
            if let descriptor = watcher?.pollDescriptor { descriptors.append(descriptor) }
            let ready = WakeUp.poll(descriptors, timeout: .seconds(max(0, nextWake(now) - now)))
            mailbox.bell.clear()
            for action in mailbox.take() { action(self) }
            if ready.contains(where: { $0 != mailbox.bell.pollDescriptor }) { takeEvents() }
            work(at: Monotonic.now())
            publish()
        }
        finish()
    }

    private func nextWake(_ now: Double) -> Double {
        var wake = health.nextCheck
        if let cutOff { wake = min(wake, cutOff) }
        if isWorking {
            wake = min(wake, nextTick)
            if let earliest = due.earliest { wake = min(wake, earliest) }
            if let earliest = retries.earliest { wake = min(wake, earliest) }
        }
        return wake
    }

    private func work(at now: Double) {
        if now >= health.nextCheck { checkHealth(at: now) }
        if let limit = cutOff, now >= limit { cutOffJobs() }
        guard isWorking else { return }
        if now >= nextTick { tick(at: now) }
        advance(at: now)
    }

    /// Carries everything that is ready through all enabled steps: what a wake-up between ticks does.
    func advance(at now: Double) {
        takeRetries(at: now)
        settleCandidates(at: now)
        claimUnits(at: now)
        mergeUnits(at: now)
        deliverUnits(at: now)
    }

    var isWorking: Bool { isWanted && isRecovered && !health.isFault && services != nil }

    /// Room for jobs: a few more than workers, so that none of them waits for this thread.
    var hasRoom: Bool { jobs < properties.maxSubProcesses + 2 }

    /// How long what runs may go on when the engine is closed. **Unit**: s.
    private static let farewell = 2.0

    /// Lets what runs end, and leaves behind what hangs: the next start goes on from the ledger.
    private func finish() {
        withdrawJobs()
        let deadline = ContinuousClock.now + .seconds(Self.farewell)
        while units.values.contains(where: mayEnd), ContinuousClock.now < deadline {
            _ = WakeUp.poll([mailbox.bell.pollDescriptor], timeout: .milliseconds(20))
            mailbox.bell.clear()
            for action in mailbox.take() { action(self) }
            if lines.values.contains(where: \.isSilent) { checkLines() }
        }
        monitor?.close()
        mailbox.close()
        let end = max(deadline, .now + .milliseconds(300))
        var left = 0
        for line in lines.values { line.beginClosing() }
        for line in lines.values { left += line.close(within: end - .now) }
        left += services?.close(within: max(.zero, deadline - .now)) ?? 0
        if left > 0 {
            logger.warn(
                "\(left) threads hang at a destination and are left behind; the next start goes on from the ledger.")
        }
        for action in mailbox.take() { action(self) }
        lines.removeAll()
        services = nil
        workAreas = nil
    }

    /// Whether something is under way with a unit that will end.
    private func mayEnd(_ unit: FrameUnit) -> Bool {
        unit.isBusy && breakers[unit.destination] == nil && !troubles.has(.unit(unit.id))
    }
}
