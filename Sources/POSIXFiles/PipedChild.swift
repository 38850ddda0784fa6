internal import CLinux
import Glibc

/// A started program whose standard input and output are pipes to us; killed and collected when given up.
public struct PipedChild: ~Copyable, Sendable {
    /// The process.
    public let child: ChildProcess
    /// What the child reads.
    public let input: FileDescriptor
    /// What the child writes.
    public let output: FileDescriptor

    /// Starts a program.
    ///
    /// **Throws**: the failure of `pipe2` or `posix_spawn`.
    public init(
        executable: String, arguments: [String] = [], errors: borrowing FileDescriptor
    ) throws(POSIXError) {
        let (started, toChild, fromChild) = try Self.start(executable, arguments, errors.rawValue)
        child = started
        input = FileDescriptor(owning: toChild)
        output = FileDescriptor(owning: fromChild)
    }

    private var end: ChildProcess.End?

    // A collected number may belong to somebody else by now: never signal it again.
    deinit { if end == nil { _ = child.kill() } }

    /// Waits a while for the end, then kills; tells how it ended, also when asked again.
    public mutating func finish(within limit: Duration) -> ChildProcess.End {
        if let end { return end }
        let how = child.waitOrKill(after: limit)
        end = how
        return how
    }

    private static func start(
        _ executable: String, _ arguments: [String], _ errors: Int32
    ) throws(POSIXError) -> (ChildProcess, Int32, Int32) {
        var requests: [Int32] = [-1, -1]
        var replies: [Int32] = [-1, -1]
        do throws(POSIXError) {
            guard clinux_pipe(&requests) == 0, clinux_pipe(&replies) == 0 else {
                throw POSIXError.last("make", "a pipe")
            }
            let child = try ChildProcess(
                executable: executable, arguments: arguments, descriptors: (requests[0], replies[1], errors))
            // The child's ends must be the child's alone, or its death would not end the stream.
            close(requests[0])
            close(replies[1])
            return (child, requests[1], replies[0])
        } catch {
            for number in requests + replies where number >= 0 { close(number) }
            throw error
        }
    }
}
