internal import CZeroMQ

/// A frame that is made once and sent many times: libzmq counts its users instead of copying the bytes.
///
/// Not `Sendable`: sending one changes it, so it belongs to one thread, or to one `Mutex` that every thread takes.
///
/// **Isolation**: one thread at a time.
public final class ZeroMQFrame {
    private let message: UnsafeMutablePointer<zmq_msg_t>
    /// **Unit**: byte.
    public let count: Int

    /// A frame of `bytes`. Without memory the process ends, as with all allocations.
    public init(_ bytes: [UInt8]) {
        count = bytes.count
        message = .allocate(capacity: 1)
        guard zmq_msg_init_size(message, bytes.count) == 0 else { fatalError("no memory for a ZeroMQ frame") }
        let memory = UnsafeMutableRawBufferPointer(start: zmq_msg_data(message), count: bytes.count)
        memory.copyBytes(from: bytes)
    }

    deinit {
        zmq_msg_close(message)
        message.deallocate()
    }

    /// Lends another message with the same bytes, which libzmq empties when it takes it.
    func withCopy(_ body: (UnsafeMutablePointer<zmq_msg_t>) throws(ZeroMQError) -> Void) throws(ZeroMQError) {
        var copy = zmq_msg_t()
        zmq_msg_init(&copy)
        defer { zmq_msg_close(&copy) }
        guard zmq_msg_copy(&copy, message) == 0 else { throw ZeroMQError(.send, "a frame of \(count) bytes") }
        try body(&copy)
    }
}
