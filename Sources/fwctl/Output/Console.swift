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
        guard json else { return Self.write(text(value), to: STDOUT_FILENO) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
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
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
