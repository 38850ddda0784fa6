import Glibc
import POSIXFiles
import WorkerProtocol

/// One living worker process and the pipes to it; killed when given up.
///
/// **Isolation**: the thread of its lane.
struct WorkerProcess: ~Copyable, Sendable {
    private var child: PipedChild
    private let logPath: String
    /// What its request is about.
    private var frame = ""
    private var buffer = MessageBuffer()

    /// Starts a worker; it has to be greeted before its first request.
    init(_ launch: WorkerLaunch, name: String) throws(WorkerError) {
        logPath = Paths.join(launch.logDirectory, "\(name).log")
        child = try Self.start(launch, logPath)
    }

    private static func start(_ launch: WorkerLaunch, _ logPath: String) throws(WorkerError) -> PipedChild {
        do throws(POSIXError) {
            let log = try FileDescriptor(opening: logPath, for: .replace)
            return try PipedChild(executable: launch.executable, errors: log)
        } catch {
            throw WorkerError(.notStarted, "No worker could be started. \(error)")
        }
    }

    /// Process number, also that of its group.
    var pid: Int32 { child.child.pid }

    /// Readable when the worker has said something unasked or has died.
    var pollDescriptor: Int32 { child.output.rawValue }

    /// Sends a request and waits for its answer; on a throw the worker is of no use any more.
    mutating func request(
        _ request: WorkerRequest, within limit: Duration, growsByWriting: Bool
    ) throws(WorkerError) -> WorkerReply {
        frame = request.frame
        do {
            try MessageChannel(input: child.output.rawValue, output: child.input.rawValue).send(request)
        } catch {
            throw died()
        }
        return try receive(within: limit, growsByWriting: growsByWriting)
    }

    /// Waits until the worker has introduced itself.
    mutating func greet(within limit: Duration) throws(WorkerError) {
        guard case .hello(let version) = try receive(within: limit) else {
            throw WorkerError(.protocolViolation, "A worker did not introduce itself.", log: logTail())
        }
        guard version == WorkerReply.version else {
            throw WorkerError(
                .notStarted,
                "The worker program speaks version \(version), this server \(WorkerReply.version): rebuild both.")
        }
    }

    private mutating func receive(
        within limit: Duration, growsByWriting: Bool = false
    ) throws(WorkerError) -> WorkerReply {
        // The rest is asked only when the worker is slow.
        let activity = WorkerActivity(processorTime: WorkerActivity.processorTime(of: pid))
        var patience = WorkerPatience(limit, restartsByWriting: growsByWriting, activity)
        var counted = ContinuousClock.now
        while true {
            do {
                if let reply = try buffer.next(WorkerReply.self) { return reply }
            } catch {
                throw WorkerError(.protocolViolation, "\(error)", log: logTail())
            }
            let hasMore = !WakeUp.poll([child.output.rawValue], timeout: patience.step).isEmpty
            let now = ContinuousClock.now
            // Also of one that answers byte by byte.
            if !hasMore || now - counted >= patience.step {
                patience.count(now - counted, WorkerActivity(of: pid))
                counted = now
                if let cause = patience.exhausted { throw timedOut(cause, limit, growsByWriting) }
            }
            guard hasMore else { continue }
            var chunk = [UInt8](repeating: 0, count: 16_384)
            let count = try? chunk.withUnsafeMutableBytes { try child.output.read(into: $0) }
            guard let count, count > 0 else { throw died() }
            buffer.append(chunk[..<count])
        }
    }

    private func timedOut(_ cause: WorkerPatience.Cause, _ limit: Duration, _ growsByWriting: Bool) -> WorkerError {
        if cause == .waiting, !growsByWriting {
            return WorkerError(
                .heldUp, "A worker got no processor, memory or disk for ten times its limit, \(limit), and was killed.",
                log: logTail())
        }
        return WorkerError(
            .timedOut(computing: cause == .computing), "A worker did not answer within \(limit) and was killed.",
            log: logTail())
    }

    private mutating func died() -> WorkerError {
        let end = child.finish(within: .milliseconds(200))
        // So the runtime says it, which ends a program that gets no memory.
        if logText().contains("failed to allocate") {
            return WorkerError(
                .died(end), "There is not enough memory for \(frame): a worker may not take more for it.")
        }
        let how =
            switch end {
            case .exited(let status): "ended with status \(status)"
            case .signalled(SIGKILL): "was ended by signal 9, as the system does when there is no memory left,"
            case .signalled(let signal): "was ended by signal \(signal)"
            }
        return WorkerError(.died(end), "A worker \(how) before it answered.", log: logTail())
    }

    private func logTail() -> String { String(decoding: logText().utf8.suffix(2_000), as: UTF8.self) }

    private func logText() -> String {
        guard let file = try? FileDescriptor(opening: logPath, for: .read) else { return "" }
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = (try? bytes.withUnsafeMutableBytes { try file.read(into: $0) }) ?? 0
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
