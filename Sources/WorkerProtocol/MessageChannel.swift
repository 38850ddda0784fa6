import Glibc

/// Sends and receives messages on two file descriptors, blocking.
///
/// The descriptors are borrowed: whoever opened them closes them, after the last use of the channel.
///
/// **Isolation**: one thread for `receive`, one thread for `send`.
public struct MessageChannel: Sendable {
    private let input: Int32
    private let output: Int32

    /// Makes a channel that reads from `input` and writes to `output`.
    public init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    /// Sends one message whole.
    ///
    /// **Throws**: as ``MessageFraming/encode(_:)``, and ``FramingError/inputOutput(_:)``; `EPIPE` needs `SIGPIPE` ignored.
    public func send(_ message: some Encodable) throws(FramingError) {
        let bytes = try MessageFraming.encode(message)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { write(output, $0.baseAddress?.advanced(by: sent), $0.count - sent) }
            if count >= 0 {
                sent += count
            } else if errno != EINTR {
                throw .inputOutput(errno)
            }
        }
    }

    /// Waits for one message; nil when the other end closed the stream between two messages.
    ///
    /// **Throws**: as ``MessageBuffer/next(_:)``, ``FramingError/endedEarly``, ``FramingError/inputOutput(_:)``.
    public func receive<Message: Decodable>(_ type: Message.Type) throws(FramingError) -> Message? {
        guard let header = try read(count: MessageFraming.headerSize, endIsAllowed: true) else { return nil }
        let size = try MessageFraming.bodySize(header: header)
        guard let body = try read(count: size, endIsAllowed: false) else { throw .endedEarly }
        return try MessageFraming.decode(type, body: body)
    }

    private func read(count: Int, endIsAllowed: Bool) throws(FramingError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(input, $0.baseAddress?.advanced(by: filled), $0.count - filled)
            }
            if got > 0 {
                filled += got
            } else if got == 0 {
                guard endIsAllowed, filled == 0 else { throw .endedEarly }
                return nil
            } else if errno != EINTR {
                throw .inputOutput(errno)
            }
        }
        return bytes
    }
}
