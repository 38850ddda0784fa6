import POSIXFiles
import Synchronization

/// Runs jobs on at most a given number of threads, each with a worker process of its own.
///
/// **Isolation**: any thread.
public final class WorkerPool: Sendable {
    /// The order among waiting jobs.
    public enum Priority: Int, Sendable, Comparable {
        /// Short looks: a long queue of copies does not hide what is new, they take turns with it.
        case high
        /// The rest, first come, first served.
        case normal

        /// Orders by urgency.
        public static func < (lhs: Priority, rhs: Priority) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    /// How a thread is started; tests let it fail.
    typealias ThreadStart = @Sendable (String, @escaping @Sendable () -> Void) throws -> DedicatedThread

    /// A job: uses its client as often as it likes.
    public typealias Job = @Sendable (WorkerClient) -> Void

    private struct Lane: Sendable {
        let bell: WakeUp
        let client: WorkerClient
        /// Tells it from the one that had its place before.
        let number: Int
        var thread: DedicatedThread?
        var idle = false
        /// The job that it runs.
        var ticket: Int?
    }

    private struct State: Sendable {
        var high = JobQueue()
        var normal = JobQueue()
        var prefersNormal = false
        var lanes: [Int: Lane] = [:]
        var running = 0
        var limit: Int
        var closing = false
        /// Lanes started so far.
        var started = 0
        /// Lanes that were given up and whose job has not ended.
        var abandoned: [Int: DedicatedThread] = [:]

        mutating func takeJob() -> JobQueue.Entry? {
            // In turns where both wait, so that neither starves the other.
            defer { prefersNormal.toggle() }
            return prefersNormal ? normal.take() ?? high.take() : high.take() ?? normal.take()
        }
    }

    private let state: Mutex<State>
    private let livingCount = Atomic<Int>(0)
    private let launch: WorkerLaunch
    private let onLivingChanged: @Sendable () -> Void
    private let startThread: ThreadStart

    /// Makes a pool without workers; they come when needed.
    ///
    /// - Parameters:
    ///   - launch: how workers are started.
    ///   - limit: greatest number of workers.
    ///   - onLivingChanged: told on a private thread when ``living`` changed.
    public convenience init(_ launch: WorkerLaunch, limit: Int, onLivingChanged: @escaping @Sendable () -> Void) {
        self.init(launch, limit: limit, onLivingChanged: onLivingChanged) { name, body in
            try DedicatedThread(name: name, body)
        }
    }

    init(
        _ launch: WorkerLaunch, limit: Int, onLivingChanged: @escaping @Sendable () -> Void,
        startThread: @escaping ThreadStart
    ) {
        self.startThread = startThread
        state = Mutex(State(limit: limit))
        self.launch = launch
        self.onLivingChanged = onLivingChanged
    }

    /// Living worker processes, idle ones too.
    public var living: Int { livingCount.load(ordering: .relaxed) }

    /// Changes the limit; a worker too many ends when its job does.
    public func setLimit(_ limit: Int) {
        let bells = state.withLock { state in
            state.limit = limit
            return state.lanes.values.map(\.bell)
        }
        for bell in bells { bell.ring() }
        startLanes()
    }

    /// Adds a job under a number of the caller's; dropped silently when the pool is closed.
    public func submit(_ ticket: Int, _ priority: Priority = .normal, _ job: @escaping Job) {
        let bell: WakeUp? = state.withLock { state in
            guard !state.closing else { return nil }
            switch priority {
            case .high: state.high.append(JobQueue.Entry(ticket: ticket, job: job))
            case .normal: state.normal.append(JobQueue.Entry(ticket: ticket, job: job))
            }
            guard let idle = state.lanes.first(where: { $0.value.idle && $0.key < state.limit }) else { return nil }
            state.lanes[idle.key]?.idle = false
            return idle.value.bell
        }
        if let bell { bell.ring() } else { startLanes() }
    }

    /// Whether every worker that is allowed has a job.
    public var isFull: Bool { state.withLock { $0.running >= $0.limit } }

    /// Takes back jobs that have not begun; gives those that nobody will run.
    public func withdraw(_ isMeant: (Int) -> Bool) -> [Int] {
        state.withLock { $0.high.withdraw(isMeant) + $0.normal.withdraw(isMeant) }
    }

    /// Kills the worker of a running job, whose request then fails with ``WorkerError/Code-swift.enum/cutOff``.
    public func cut(_ ticket: Int) {
        let client = state.withLock { state in state.lanes.values.first { $0.ticket == ticket }?.client }
        client?.cut()
    }

    /// Gives up a running job whose thread may hang: its worker is killed and another lane takes its place. The job goes on
    /// by itself, without a worker, whenever it can.
    public func abandon(_ ticket: Int) {
        let lane: Lane? = state.withLock { state in
            guard let (index, lane) = state.lanes.first(where: { $0.value.ticket == ticket }) else { return nil }
            state.lanes[index] = nil
            state.running -= 1
            state.abandoned[lane.number] = lane.thread
            return lane
        }
        guard let lane else { return }
        lane.client.kill()
        lane.client.end()
        startLanes()
    }

    /// Drops waiting jobs, gives the running ones a while, then kills their workers. Idempotent.
    ///
    /// Gives how many jobs hang and were left behind.
    @discardableResult
    public func close(within limit: Duration) -> Int {
        let lanes = state.withLock { state in
            state.closing = true
            _ = state.high.withdraw { _ in true }
            _ = state.normal.withdraw { _ in true }
            return Array(state.lanes.values)
        }
        for lane in lanes { lane.bell.ring() }
        let deadline = ContinuousClock.now + limit
        while state.withLock({ $0.running > 0 }), ContinuousClock.now < deadline {
            _ = WakeUp.poll([], timeout: .milliseconds(5))
        }
        for lane in lanes { lane.client.kill() }
        let end = max(deadline, .now + Self.killTime)
        var left = state.withLock { $0.abandoned.count }
        for lane in lanes where lane.thread?.join(within: end - .now) == false { left += 1 }
        // The clients of lanes hold the pool: as long as it held them in turn, neither would ever go.
        var ended: [Int: Lane] = [:]
        state.withLock { swap(&$0.lanes, &ended) }
        return left
    }

    /// How long a job may take to notice that its worker was killed.
    private static let killTime = Duration.seconds(1)

    // MARK: Lanes

    /// Starts lanes while jobs wait, none is idle, and the limit allows. What could not be started is started at the next
    /// call.
    ///
    /// **Throws**: why a lane could not be started.
    public func startMissing() throws {
        try state.withLock { state in
            var waiting = state.high.count + state.normal.count - state.lanes.values.count { $0.idle }
            for index in 0..<state.limit where waiting > 0 && !state.closing && state.lanes[index] == nil {
                let bell = try WakeUp()
                let client = WorkerClient(launch, name: "worker-\(index)") { [self] change in
                    livingCount.add(change, ordering: .relaxed)
                    onLivingChanged()
                }
                let number = state.started
                let thread = try startThread("worker-\(index)") { [self] in run(index, number, bell, client) }
                state.started += 1
                state.lanes[index] = Lane(bell: bell, client: client, number: number, thread: thread)
                waiting -= 1
            }
        }
    }

    /// Whoever owns the jobs asks for what is missing, again and again.
    private func startLanes() { try? startMissing() }

    private func run(_ index: Int, _ number: Int, _ bell: WakeUp, _ client: WorkerClient) {
        while true {
            switch next(index, number) {
            case .job(let job):
                job(client)
                ended(index, number)
            case .idle: wait(client, bell)
            case .end:
                client.end()
                return
            }
        }
    }

    private enum Next {
        case job(Job)
        case idle
        case end
    }

    private func ended(_ index: Int, _ number: Int) {
        let given: DedicatedThread? = state.withLock { state in
            guard state.lanes[index]?.number == number else { return state.abandoned.removeValue(forKey: number) }
            state.lanes[index]?.ticket = nil
            state.running -= 1
            return nil
        }
        // Nobody joins it.
        given?.leave()
    }

    private func next(_ index: Int, _ number: Int) -> Next {
        state.withLock { state in
            if state.closing || state.lanes[index]?.number != number { return .end }
            if index >= state.limit {
                state.lanes[index] = nil
                return .end
            }
            if let entry = state.takeJob() {
                state.lanes[index]?.idle = false
                state.lanes[index]?.ticket = entry.ticket
                state.running += 1
                return .job(entry.job)
            }
            state.lanes[index]?.idle = true
            return .idle
        }
    }

    /// Waits for a job, or for the death of the idle worker.
    private func wait(_ client: WorkerClient, _ bell: WakeUp) {
        let descriptors = [bell.pollDescriptor] + (client.pollDescriptor.map { [$0] } ?? [])
        let ready = WakeUp.poll(descriptors, timeout: .seconds(3_600))
        bell.clear()
        if ready.contains(where: { $0 != bell.pollDescriptor }) { client.end() }
    }
}
