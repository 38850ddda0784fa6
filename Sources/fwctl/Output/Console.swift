import FoundationEssentials
import Glibc

/// Where a command writes: answers to standard output, all else to standard error.
struct Console {
    /// The answer shall be JSON.
    let json: Bool
    /// The name of the command, for messages.
    let command: String

    /// Prints an answer: `value` as JSON, or what `text` makes of it for people.
    func answer<Value: Encodable>(_ value: Value, _ text: (Value) -> String) throws {
        try put(value, [.prettyPrinted], text)
    }

    /// Prints one of many answers, the JSON on a line of its own.
    func line<Value: Encodable>(_ value: Value, _ text: (Value) -> String) throws { try put(value, [], text) }

    private func put<Value: Encodable>(
        _ value: Value, _ formatting: JSONEncoder.OutputFormatting, _ text: (Value) -> String
    ) throws {
        guard json else { return Self.write(text(value), to: STDOUT_FILENO) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        Self.write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", to: STDOUT_FILENO)
    }

    /// Says something that is not the answer.
    func note(_ text: String) { Self.write("fwctl \(command): \(text)\n", to: STDERR_FILENO) }

    /// Writes all of `text`; a reader that went away ends the program as it ends any other.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EPIPE {
                // The ORB ignores this signal for the sake of its sockets.
                signal(SIGPIPE, SIG_DFL)
                raise(SIGPIPE)
            } else if errno != EINTR {
                return
            }
        }
    }
}
