/// Collects bytes as they arrive and hands out whole messages: the receiving half of ``MessageFraming`` for an end that
/// reads without blocking.
///
/// **Isolation**: a value; no two threads at once.
public struct MessageBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var consumed = 0

    /// Makes an empty buffer.
    public init() {}

    /// True when no byte of an unfinished message is waiting.
    public var isEmpty: Bool { consumed == bytes.count }

    /// Adds what was read.
    public mutating func append(_ more: some Sequence<UInt8>) {
        if consumed == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            consumed = 0
        }
        bytes.append(contentsOf: more)
    }

    /// The next whole message, or nil until more bytes arrive.
    ///
    /// **Throws**: ``FramingError/oversized(_:)`` (give the stream up), ``FramingError/malformed(_:)`` (the message is
    /// skipped, the next call goes on behind it).
    public mutating func next<Message: Decodable>(_ type: Message.Type) throws(FramingError) -> Message? {
        let waiting = bytes[consumed...]
        guard waiting.count >= MessageFraming.headerSize else { return nil }
        let size = try MessageFraming.bodySize(header: waiting)
        let body = waiting.dropFirst(MessageFraming.headerSize).prefix(size)
        guard body.count == size else { return nil }
        consumed = body.endIndex
        return try MessageFraming.decode(type, body: body)
    }
}
