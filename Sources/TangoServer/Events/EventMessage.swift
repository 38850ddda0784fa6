import ORBBridge
import TangoIDL
import TangoTypes

/// The parts of an event message: a topic, the byte order, call information, and the payload.
enum EventMessage {
    /// Little-endian, as everything that follows.
    static let byteOrder: [UInt8] = [1]

    /// The call information: 21 bytes, aligned on themselves.
    ///
    /// `ZmqCallInfo` with version 1, the number, an empty method name and object id: nothing else ever varies, so
    /// no encoder is needed for what is sent with every event.
    static func callInfo(number: UInt32, isError: Bool) -> [UInt8] {
        var bytes: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        setCallInfo(&bytes, number: number, isError: isError)
        return bytes
    }

    /// Changes what varies in call information.
    static func setCallInfo(_ bytes: inout [UInt8], number: UInt32, isError: Bool) {
        for index in 0..<4 { bytes[4 + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt32(index))) }
        bytes[20] = isError ? 1 : 0
    }

    /// The call information of every heartbeat.
    static let heartbeatInfo = callInfo(number: 0, isError: false)
}

/// Encodes the payloads of one object's events one after the other, in memory that it keeps.
///
/// **Isolation**: whoever holds the lock around it.
struct EventEncoder {
    /// The memory of larger payloads, images above all, is not kept. **Unit**: byte.
    private static let kept = 1 << 16
    private static let filler: [UInt8] = [0xC0, 0xDE, 0xC0, 0xDE, 0xC0, 0xDE, 0xC0, 0xDE]

    private var memory: CDRMemoryWriter?

    /// Lends a payload: filler, then the body aligned on itself.
    ///
    /// - Parameters:
    ///   - kind: Receivers of pipe events skip eight bytes, all others four.
    ///   - write: Writes the body.
    ///   - body: What to do with the payload.
    mutating func withPayload<E: Error>(
        _ kind: EventKind, write: (CDRWriter) -> Void, _ body: (UnsafeRawBufferPointer) throws(E) -> Void
    ) throws(E) {
        let memory = memory ?? CDRMemoryWriter()
        // Eight bytes in any case: so the body is aligned on itself.
        memory.writer.writeElements(from: Self.filler, count: Self.filler.count, size: 1)
        write(memory.writer)
        var size = 0
        defer {
            self.memory = size <= Self.kept ? memory : nil
            self.memory?.rewind()
        }
        try memory.withBytes { bytes throws(E) in
            size = bytes.count
            try body(kind == .pipe ? bytes : UnsafeRawBufferPointer(rebasing: bytes[4...]))
        }
    }
}
