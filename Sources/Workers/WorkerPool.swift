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

    /// A job: uses its client as often as it likes.
    public typealias Job = @Sendable (WorkerClient) -> Void

    /// First come, first served, cheap however long.
    private struct JobQueue: Sendable {
        private var jobs: [Job] = []
        private var head = 0

        var count: Int { jobs.count - head }

        mutating func append(_ job: @escaping Job) { jobs.append(job) }

        mutating func take() -> Job? {
            guard head < jobs.count else { return nil }
            defer {
                head += 1
                if head == jobs.count {
                    jobs.removeAll(keepingCapacity: true)
                    head = 0
                }
            }
            return jobs[head]
        }

        mutating func removeAll() {
            jobs.removeAll()
            head = 0
        }
    }

    private struct Lane: Sendable {
        let bell: WakeUp
        let client: WorkerClient
        var thread: DedicatedThread?
        var idle = false
    }

    private struct State: Sendable {
        var high = JobQueue()
        var normal = JobQueue()
        var prefersNormal = false
        var lanes: [Int: Lane] = [:]
        var running = 0
        var limit: Int
        var closing = false

        mutating func takeJob() -> Job? {
            // In turns where both wait, so that neither starves the other.
            defer { prefersNormal.toggle() }
            return prefersNormal ? normal.take() ?? high.take() : high.take() ?? normal.take()
        }
    }

    private let state: Mutex<State>
    private let livingCount = Atomic<Int>(0)
    private let launch: WorkerLaunch
    private let onLivingChanged: @Sendable () -> Void

    /// Makes a pool without workers; they come when needed.
    ///
    /// - Parameters:
    ///   - launch: how workers are started.
    ///   - limit: greatest number of workers.
    ///   - onLivingChanged: told on a private thread when ``living`` changed.
    public init(_ launch: WorkerLaunch, limit: Int, onLivingChanged: @escaping @Sendable () -> Void) {
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

    /// Adds a job; dropped silently when the pool is closed.
    public func submit(_ priority: Priority = .normal, _ job: @escaping Job) {
        let bell: WakeUp? = state.withLock { state in
            guard !state.closing else { return nil }
            switch priority {
            case .high: state.high.append(job)
            case .normal: state.normal.append(job)
            }
            guard let idle = state.lanes.first(where: { $0.value.idle && $0.key < state.limit }) else { return nil }
            state.lanes[idle.key]?.idle = false
            return idle.value.bell
        }
        if let bell { bell.ring() } else { startLanes() }
    }

    /// Drops waiting jobs, gives the running ones a while, then kills their workers. Idempotent.
    public func close(within limit: Duration) {
        let lanes = state.withLock { state in
            state.closing = true
            state.high.removeAll()
            state.normal.removeAll()
            return Array(state.lanes.values)
        }
        for lane in lanes { lane.bell.ring() }
        let deadline = ContinuousClock.now + limit
        while state.withLock({ $0.running > 0 }), ContinuousClock.now < deadline {
            _ = WakeUp.poll([], timeout: .milliseconds(5))
        }
        for lane in lanes { lane.client.kill() }
        for lane in lanes { lane.thread?.join() }
    }

    // MARK: Lanes

    /// Starts lanes while jobs wait, none is idle, and the limit allows.
    private func startLanes() {
        state.withLock { state in
            var waiting = state.high.count + state.normal.count - state.lanes.values.count { $0.idle }
            for index in 0..<state.limit where waiting > 0 && !state.closing && state.lanes[index] == nil {
                guard let bell = try? WakeUp() else { return }
                let client = WorkerClient(launch, name: "worker-\(index)") { [self] change in
                    livingCount.add(change, ordering: .relaxed)
                    onLivingChanged()
                }
                let thread = try? DedicatedThread(name: "worker-\(index)") { [self] in run(index, bell, client) }
                guard let thread else { return }
                state.lanes[index] = Lane(bell: bell, client: client, thread: thread)
                waiting -= 1
            }
        }
    }

    private func run(_ index: Int, _ bell: WakeUp, _ client: WorkerClient) {
        while true {
            switch next(index) {
            case .job(let job):
                job(client)
                state.withLock { $0.running -= 1 }
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

    private func next(_ index: Int) -> Next {
        state.withLock { state in
            if state.closing { return .end }
            if index >= state.limit {
                state.lanes[index] = nil
                return .end
            }
            if let job = state.takeJob() {
                state.lanes[index]?.idle = false
                state.running += 1
                return .job(job)
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
