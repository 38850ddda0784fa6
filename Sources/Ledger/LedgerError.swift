/// Why the ledger did not do something.
public struct LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a caller can do about it.
    public enum Code: Sendable {
        /// The store does not work now: full, gone, locked, damaged. Trying again may help.
        case unusable
        /// A rule of the schema refused the change: an error of the program.
        case refused
        /// The ledger was made by a newer release.
        case newerSchema
        /// The ledger is closed.
        case closed
    }

    /// See ``Code``.
    public let code: Code
    /// One sentence, with the ledger's path.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
