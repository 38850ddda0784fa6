/// Why a TIFF file cannot be used.
public struct TIFFError: Error, Equatable, CustomStringConvertible {
    /// Decides what can be done about it.
    public enum Code: Sendable, Equatable {
        /// Something is missing that may still be written.
        case incomplete
        /// The file is whole, but not an image of a kind that is understood.
        case unsupported
        /// The image data cannot be decoded.
        case damaged
        /// Reading failed with this `errno`.
        case inputOutput(Int32)
    }

    /// See ``Code``.
    public var code: Code
    /// What is wrong, as a sentence.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
