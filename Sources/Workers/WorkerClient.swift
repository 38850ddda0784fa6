import Glibc
import Synchronization
public import WorkerProtocol

/// What a job of the pool talks to: its own worker, started when first needed and again after a death.
///
/// **Isolation**: the job's thread, during the job; ``kill()`` from any thread.
public final class WorkerClient: Sendable {
    private let launch: WorkerLaunch
    private let name: String
    private let onLiving: @Sendable (Int) -> Void
    private let state = Mutex(State())

    private struct State: ~Copyable {
        /// Belongs to the thread of the lane, which takes it out while it talks to it.
        var process: WorkerProcess?
        /// Of the living worker, for those who want to kill it.
        var pid: Int32?
        var isKilled = false
        var isCut = false
    }

    init(_ launch: WorkerLaunch, name: String, onLiving: @escaping @Sendable (Int) -> Void) {
        self.launch = launch
        self.name = name
        self.onLiving = onLiving
    }

    /// Sends a request and waits for its answer.
    ///
    /// **Throws**: ``WorkerError``; the worker is gone then, the next request starts another.
    ///
    /// The limit is for what the worker does and leaves undone; what it waits for the machine counts a tenth. With
    /// `growsByWriting` all of it counts, but it begins anew whenever the worker has written something meanwhile: one
    /// that is slow but gets on is not given up.
    public func request(
        _ request: WorkerRequest, within limit: Duration, growsByWriting: Bool = false
    ) throws(WorkerError) -> WorkerReply {
        var process = try takeOrStart()
        do throws(WorkerError) {
            let reply = try process.request(request, within: limit, growsByWriting: growsByWriting)
            putBack(process)
            return reply
        } catch {
            if forget(process) { throw Self.cutOff }
            throw error
        }
    }

    private static var cutOff: WorkerError { WorkerError(.cutOff, "Its work was cut off.") }

    private func takeOrStart() throws(WorkerError) -> WorkerProcess {
        if let idle = state.withLock({ $0.process.take() }) { return idle }
        guard !state.withLock({ $0.isKilled }) else { throw WorkerError(.notStarted, "The workers are being ended.") }
        var started = try WorkerProcess(launch, name: name)
        let pid = started.pid
        state.withLock { $0.pid = pid }
        onLiving(1)
        do throws(WorkerError) {
            try started.greet(within: launch.startLimit)
        } catch {
            if forget(started) { throw Self.cutOff }
            // It has seen no frame yet.
            throw WorkerError(.notStarted, "The worker program does not start: \(error.message)", log: error.log)
        }
        return started
    }

    private func putBack(_ process: consuming WorkerProcess) {
        var process = Optional(process)
        state.withLock { $0.process = process.take() }
    }

    /// From here on nobody may signal the number: it is collected and may be given to somebody else.
    ///
    /// Gives whether it was cut off.
    @discardableResult
    private func forget(_ process: consuming WorkerProcess) -> Bool {
        let isCut = state.withLock { state in
            state.pid = nil
            defer { state.isCut = false }
            return state.isCut
        }
        _ = consume process
        onLiving(-1)
        return isCut
    }

    /// Readable when the idle worker has died; nil without a worker.
    var pollDescriptor: Int32? { state.withLock { $0.process?.pollDescriptor } }

    /// Kills and collects the idle worker; the next request starts another.
    public func end() {
        guard let process = state.withLock({ $0.process.take() }) else { return }
        forget(process)
    }

    /// Kills the worker whatever it does; its job ends with an error, and the next job starts another.
    func cut() {
        state.withLock { state in
            guard let pid = state.pid else { return }
            state.isCut = true
            _ = Glibc.kill(-pid, SIGKILL)
        }
    }

    /// Kills the worker whatever it does; its job ends with an error, and no other worker is started.
    func kill() {
        state.withLock { state in
            state.isKilled = true
            if let pid = state.pid { _ = Glibc.kill(-pid, SIGKILL) }
        }
    }
}
