internal import CZeroMQ
import Synchronization

/// A frame that begins many messages: its bytes stay in memory until the process ends, once for each text.
///
/// When a peer leaves between the first frame of a message and the last, the publisher of libzmq 4.3.4 forgets what was
/// sent so far. Bytes that it had copied, and frames whose users it counts, would be lost each time; from these it is
/// only told where they lie.
///
/// Meant for topics, of which a server has as many as events that somebody subscribed to, not for contents.
///
/// **Isolation**: any.
public struct ZeroMQFrame: Sendable, Equatable {
    private static let known = Mutex<[[UInt8]: ZeroMQFrame]>([:])

    /// Where the bytes lie, as a number: nobody can change or free them.
    private let address: Int
    /// **Unit**: byte.
    public let count: Int

    /// The frame of `bytes`, the same one for equal bytes.
    public init(_ bytes: [UInt8]) {
        self = Self.known.withLock { known in
            if let frame = known[bytes] { return frame }
            let frame = ZeroMQFrame(keeping: bytes)
            known[bytes] = frame
            return frame
        }
    }

    private init(keeping bytes: [UInt8]) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        memory.copyBytes(from: bytes)
        address = Int(bitPattern: memory.baseAddress)
        count = bytes.count
    }

    /// Lends a message of the bytes, which libzmq empties when it takes it.
    func withMessage(_ body: (UnsafeMutablePointer<zmq_msg_t>) throws(ZeroMQError) -> Void) throws(ZeroMQError) {
        var message = zmq_msg_t()
        // Without a function that frees them, bytes are constants to libzmq.
        let bytes = UnsafeMutableRawPointer(bitPattern: address)
        guard zmq_msg_init_data(&message, bytes, count, nil, nil) == 0 else {
            throw ZeroMQError(.send, "a frame of \(count) bytes")
        }
        defer { zmq_msg_close(&message) }
        try body(&message)
    }
}
