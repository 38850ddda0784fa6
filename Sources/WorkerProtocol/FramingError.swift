/// Why a message could not be sent or understood. After any of these the two ends no longer agree where a message
/// begins, except after ``malformed(_:)``: there the framing held and the next message can be read.
public enum FramingError: Error, Equatable, CustomStringConvertible {
    /// A body of this size, in bytes, is more than ``MessageFraming/maximumBodySize``.
    case oversized(Int)
    /// The body is not the JSON of what was expected; the text says why.
    case malformed(String)
    /// The stream ended in the middle of a message.
    case endedEarly
    /// Reading or writing failed with this `errno`.
    case inputOutput(Int32)

    /// A sentence for the log.
    public var description: String {
        switch self {
        case .oversized(let size):
            "A worker message of \(size) bytes is refused: the limit is \(MessageFraming.maximumBodySize) bytes."
        case .malformed(let reason): reason
        case .endedEarly: "The other end of a worker pipe closed it in the middle of a message."
        case .inputOutput(let number): "Reading from or writing to a worker pipe failed with errno \(number)."
        }
    }
}
