import CLinux
import FrameFormats
import Glibc
import WorkerProtocol

/// Parses frames in a process of its own, so that a corrupt one can end this process and nothing else.
///
/// Without arguments it serves the process that started it: requests on standard input, replies on standard output,
/// messages for people on standard error.
@main
enum Main {
    static func main() {
        // A server that is gone shows as a failed write, not as a signal that leaves no trace.
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.isEmpty {
            exit(WorkerLoop.run())
        }
        exit(HandCommand.run(arguments))
    }
}

/// Serves the process that started this one until it is gone.
enum WorkerLoop {
    static func run() -> Int32 {
        dieWithParent()
        dieBeforeOthers()
        let operations: WorkerOperations
        do throws(WorkerFailure) {
            operations = try WorkerOperations(allow: MemoryLimit.allow)
        } catch {
            complain(error.message)
            return 1
        }
        let channel = MessageChannel(input: STDIN_FILENO, output: STDOUT_FILENO)
        do throws(FramingError) {
            try channel.send(WorkerReply.hello(version: WorkerReply.version))
            while true {
                guard let reply = try next(channel, operations) else { return 0 }
                try channel.send(reply)
            }
        } catch {
            complain(error.description)
            return 1
        }
    }

    /// The reply to the next request, nil when there will be none. A message that is not a request is answered, too.
    private static func next(
        _ channel: MessageChannel, _ operations: WorkerOperations
    ) throws(FramingError) -> WorkerReply? {
        do throws(FramingError) {
            return try channel.receive(WorkerRequest.self).map { operations.reply(to: $0) }
        } catch {
            guard case .malformed(let reason) = error else { throw error }
            complain(reason)
            return .failed(WorkerFailure(kind: .internal, message: reason))
        }
    }

    /// Asks the kernel for a signal when the parent ends; a parent that ended before shows as another parent.
    private static func dieWithParent() {
        let parent = getppid()
        _ = clinux_die_with_parent(SIGKILL)
        if getppid() != parent { exit(0) }
    }

    /// Where a frame makes this process take more memory than there is, nobody else is to end for it.
    private static func dieBeforeOthers() {
        let file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, "1000", 4)
        close(file)
    }

    private static func complain(_ text: String) {
        let line = Array("framewatch-worker: \(text)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}
