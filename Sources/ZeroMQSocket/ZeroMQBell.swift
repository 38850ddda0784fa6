internal import CLinux
internal import CZeroMQ
import Glibc

/// Ends the wait of a thread for messages, from any other thread.
///
/// **Isolation**: any thread.
public final class ZeroMQBell: Sendable {
    private let descriptor: Int32

    /// Makes one.
    ///
    /// **Throws**: when the process has no descriptors left.
    public init() throws(ZeroMQError) {
        descriptor = clinux_eventfd()
        guard descriptor >= 0 else { throw ZeroMQError(.createBell, "eventfd", code: errno) }
    }

    deinit { close(descriptor) }

    /// Ends the present wait, or else the next.
    public func ring() {
        var one: UInt64 = 1
        // It can only fail when it has been rung more often than anybody can count.
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    func silence() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }

    var item: zmq_pollitem_t { zmq_pollitem_t(socket: nil, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0) }
}
