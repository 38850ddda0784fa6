/// Why the engine refuses a request. The message says what happened, to what, and what to do.
public struct EngineError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of refusal; a client may act on them.
    public enum Code: String, Sendable {
        /// A value lies outside what is allowed.
        case invalidValue
        /// A directory was refused: outside its root, inside a work area, not a directory, or not writable.
        case invalidDirectory
        /// There is no plugin of that name.
        case unknownPlugin
        /// There is no frame of that name.
        case unknownFrame
        /// The engine cannot run; the message names the property, directory or ledger.
        case cannotRun
        /// The ledger did not answer.
        case ledger
    }

    /// The kind of refusal.
    public let code: Code
    /// One or two sentences for a beamline user.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
