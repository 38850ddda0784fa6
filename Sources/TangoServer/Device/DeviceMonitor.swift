import Dispatch
import Glibc
import Synchronization

/// Lets one thread at a time into a device, and is the executor of the device's actor at the same time.
///
/// Two kinds of users share it. Foreign threads (ORB upcalls, polling) come in through ``enter(within:_:)``: they wait
/// with a limit, run in place, and may enter again while they are inside. Tasks of the actor are queued by the Swift
/// runtime; a job runs on a thread of the system's pool as soon as the monitor is free, so that no thread ever blocks
/// on behalf of a task. When both kinds wait they alternate.
///
/// A monitor made with `serializing: false` admits everybody at once; only a ``ConcurrentDevice`` may use it.
///
/// **Isolation**: any thread.
public final class DeviceMonitor: SerialExecutor, @unchecked Sendable {
    // Every stored variable below except `owner` is read and written with `mutex` held; that is what @unchecked stands
    // on.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private let serializing: Bool
    /// The thread inside. Written with `mutex` held; read without it only for the question whether it is the thread that
    /// asks, because only that one can have written its own number.
    private let owner = Atomic<UInt>(DeviceMonitor.nobody)
    private var depth = 0
    private var waiting = 0
    private var jobs: [UnownedJob] = []
    private var nextJob = 0

    /// How long a request waits for a device before it fails with `API_CommandTimedOut`.
    public static let requestLimit: Duration = .milliseconds(3200)

    /// No thread has this number.
    private static let nobody: UInt = 0
    /// A job is about to take the monitor: nobody else may. No thread has this number either.
    private static let job = UInt.max

    /// A free monitor.
    public init(serializing: Bool = true) {
        self.serializing = serializing
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` as the only one inside.
    ///
    /// **Throws**: ``MonitorTimeout`` when the monitor was not free within `limit`; whatever `body` throws.
    /// **Isolation**: foreign threads only; a task that called this could block the pool it needs.
    @inline(__always)
    public func enter<Result>(
        within limit: Duration = DeviceMonitor.requestLimit, _ body: () throws -> Result
    ) throws -> Result {
        guard serializing else { return try body() }
        guard acquire(within: limit) else { throw MonitorTimeout() }
        defer { release() }
        return try body()
    }

    /// Whether the calling thread is inside.
    public var isOwnedByCurrentThread: Bool {
        guard serializing else { return true }
        return owner.load(ordering: .relaxed) == UInt(pthread_self())
    }

    // MARK: Foreign threads

    private func acquire(within limit: Duration) -> Bool {
        let me = UInt(pthread_self())
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        let present = owner.load(ordering: .relaxed)
        if present == me {
            depth += 1
            return true
        }
        guard present == Self.nobody || waitUntilFree(limit) else { return false }
        owner.store(me, ordering: .relaxed)
        depth = 1
        return true
    }

    /// Waits with `mutex` held; false when the limit passed.
    private func waitUntilFree(_ limit: Duration) -> Bool {
        var deadline = Self.deadline(after: limit)
        waiting += 1
        defer { waiting -= 1 }
        while !isFree {
            if pthread_cond_timedwait(condition, mutex, &deadline) == ETIMEDOUT, !isFree { return false }
        }
        return true
    }

    private var isFree: Bool { owner.load(ordering: .relaxed) == Self.nobody }

    private func release() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        depth -= 1
        guard depth == 0 else { return }
        if nextJob < jobs.count {
            handToJob()
        } else {
            handToWaiter()
        }
    }

    private func handToWaiter() {
        owner.store(Self.nobody, ordering: .relaxed)
        if waiting > 0 { pthread_cond_signal(condition) }
    }

    private static func deadline(after limit: Duration) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let (seconds, attoseconds) = limit.components
        let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
        return timespec(
            tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }

    // MARK: Tasks of the actor

    /// Called by the Swift runtime: queues a piece of a task.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        guard serializing else {
            DispatchQueue.global().async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
            return
        }
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        jobs.append(job)
        if isFree { handToJob() }
    }

    /// Reserves the monitor for the next job and asks the pool for a thread. Called with `mutex` held.
    private func handToJob() {
        owner.store(Self.job, ordering: .relaxed)
        DispatchQueue.global().async { self.runJobs() }
    }

    /// Runs jobs until none is left or a foreign thread waits.
    private func runJobs() {
        while let job = takeJob() {
            job.runSynchronously(on: asUnownedSerialExecutor())
            guard keepsRunning() else { return }
        }
    }

    private func takeJob() -> UnownedJob? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard nextJob < jobs.count else {
            handToWaiter()
            return nil
        }
        owner.store(UInt(pthread_self()), ordering: .relaxed)
        depth = 1
        let job = jobs[nextJob]
        nextJob += 1
        dropTakenJobs()
        return job
    }

    /// Two tasks that are always ready keep the list from running dry, so what was taken is dropped on the way too.
    private func dropTakenJobs() {
        if nextJob == jobs.count {
            jobs.removeAll(keepingCapacity: true)
            nextJob = 0
        } else if nextJob >= 64, nextJob >= jobs.count / 2 {
            jobs.removeFirst(nextJob)
            nextJob = 0
        }
    }

    /// How many pieces of tasks the list holds, taken ones included.
    var listedJobs: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return jobs.count
    }

    private func keepsRunning() -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        depth = 0
        guard waiting == 0, nextJob < jobs.count else {
            handToWaiter()
            return false
        }
        owner.store(Self.job, ordering: .relaxed)
        return true
    }

    // MARK: What the runtime asks

    /// The reference that the runtime keeps; the device's context keeps the monitor alive.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Stops the process when the calling thread is not inside: somebody used device state without the monitor.
    public func checkIsolated() {
        guard !isOwnedByCurrentThread else { return }
        fatalError("device state was used by a thread that is not inside the device's monitor")
    }

    /// Whether the calling thread is inside.
    public func isIsolatingCurrentContext() -> Bool? { isOwnedByCurrentThread }
}

/// A device was busy for longer than a request may wait.
public struct MonitorTimeout: Error {}
