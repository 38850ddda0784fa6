import ORBBridge
import TangoIDL
import TangoTypes

/// The frames of an event message.
enum EventMessage {
    private static let filler: [UInt8] = [0xC0, 0xDE, 0xC0, 0xDE]
    private static let littleEndian: [UInt8] = [1]

    /// The call information: 21 bytes, aligned on themselves.
    ///
    /// `ZmqCallInfo` with version 1, the number, an empty method name and object id: nothing else ever varies, so
    /// no encoder is needed for what is sent with every event.
    static func callInfo(number: UInt32, isError: Bool) -> [UInt8] {
        var bytes: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, isError ? 1 : 0]
        for index in 0..<4 { bytes[4 + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt32(index))) }
        return bytes
    }

    /// The payload: filler, then the body aligned on itself.
    static func payload(_ body: some CDRCodable, kind: EventKind) -> [UInt8] {
        let bytes = body.cdrBytes()
        var payload: [UInt8] = []
        payload.reserveCapacity(bytes.count + 8)
        payload += filler
        // Receivers of pipe events skip eight bytes.
        if kind == .pipe { payload += filler }
        payload += bytes
        return payload
    }

    /// All four frames of an event.
    static func frames(topic: [UInt8], number: UInt32, isError: Bool, payload: [UInt8]) -> [[UInt8]] {
        [topic, littleEndian, callInfo(number: number, isError: isError), payload]
    }

    /// The three frames of a heartbeat.
    static func heartbeat(topic: [UInt8]) -> [[UInt8]] {
        [topic, littleEndian, callInfo(number: 0, isError: false)]
    }
}
