public import WorkerProtocol

/// What a job of the pool talks to: its own worker, started when first needed and again after a death.
///
/// **Isolation**: the job's thread, during the job.
public final class WorkerClient {
    private let launch: WorkerLaunch
    private let name: String
    private let onLiving: (Int) -> Void
    private var process: WorkerProcess?

    init(_ launch: WorkerLaunch, name: String, onLiving: @escaping (Int) -> Void) {
        self.launch = launch
        self.name = name
        self.onLiving = onLiving
    }

    /// Sends a request and waits for its answer.
    ///
    /// **Throws**: ``WorkerError``; the worker is gone then, the next request starts another.
    public func request(_ request: WorkerRequest, within limit: Duration) throws(WorkerError) -> WorkerReply {
        do throws(WorkerError) {
            if process == nil {
                process = try WorkerProcess(launch, name: name)
                onLiving(1)
                try process?.greet(within: launch.startLimit)
            }
            guard let reply = try process?.request(request, within: limit) else {
                throw WorkerError(.notStarted, "No worker could be started.")
            }
            return reply
        } catch {
            end()
            throw error
        }
    }

    /// Readable when the idle worker has died; nil without a worker.
    var pollDescriptor: Int32? { process?.pollDescriptor }

    /// Kills and collects the worker.
    func end() {
        guard process != nil else { return }
        process = nil
        onLiving(-1)
    }
}
