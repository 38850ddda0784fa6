internal import CZeroMQ
import Glibc
import Synchronization

/// The owner of libzmq's I/O threads, from which sockets are made.
///
/// Its threads run with all signals blocked and with the shortest time slice. The context ends when ``close()`` is called
/// or the last reference goes; both wait until every socket is closed and, with a linger time, until its messages are sent.
///
/// **Isolation**: any thread.
public final class ZeroMQContext: Sendable {
    private let handle: Mutex<Handle>

    /// The pointer alone; guarded by the mutex that holds it. libzmq's own functions on it are thread-safe.
    private struct Handle: @unchecked Sendable {
        var pointer: UnsafeMutableRawPointer?
    }

    /// Makes a context.
    ///
    /// - Parameter ioThreads: One is enough below a gigabyte per second.
    ///
    /// **Throws**: when the process has no descriptors left.
    public init(ioThreads: Int = 1) throws(ZeroMQError) {
        let pointer = withAllSignalsBlocked { zmq_ctx_new() }
        guard let pointer else { throw ZeroMQError(.createContext, "\(ioThreads) I/O threads") }
        zmq_ctx_set(pointer, ZMQ_IO_THREADS, Int32(clamping: ioThreads))
        handle = Mutex(Handle(pointer: pointer))
    }

    /// Makes a socket, which belongs to the calling thread until it is handed over under a lock.
    ///
    /// **Throws**: when the context is closed or the process has no descriptors left.
    public func socket(_ kind: ZeroMQSocket.Kind) throws(ZeroMQError) -> ZeroMQSocket {
        let pointer = handle.withLock { $0.pointer }
        guard let pointer else { throw ZeroMQError(.createSocket, "\(kind)", code: ETERM) }
        // The first socket starts the threads.
        let socket = withAllSignalsBlocked {
            TimeSlice.withShortest { zmq_socket(pointer, kind.rawValue) }
        }
        guard let socket else { throw ZeroMQError(.createSocket, "\(kind)") }
        return ZeroMQSocket(ZeroMQHandle(pointer: socket), kind)
    }

    /// Ends the context; blocks until all its sockets are closed. A second call does nothing.
    public func close() {
        let pointer = handle.withLock { handle in
            let pointer = handle.pointer
            handle.pointer = nil
            return Handle(pointer: pointer)
        }
        guard let pointer = pointer.pointer else { return }
        while zmq_ctx_term(pointer) != 0, zmq_errno() == EINTR {}
    }

    deinit { close() }

    /// The release of libzmq as Tango reports it: 4.3.4 is 434.
    public static var release: Int32 {
        let (major, minor, patch) = version
        return major * 100 + minor * 10 + patch
    }

    /// The release of libzmq in one number as its own header has it: 4.3.4 is 40304.
    public static var number: Int32 {
        let (major, minor, patch) = version
        return major * 10_000 + minor * 100 + patch
    }

    private static var version: (major: Int32, minor: Int32, patch: Int32) {
        var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
        zmq_version(&major, &minor, &patch)
        return (major, minor, patch)
    }
}
