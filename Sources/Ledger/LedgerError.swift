/// Why the ledger did not do something.
public struct LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a caller can do about it.
    public enum Code: Sendable {
        /// The store does not work now: full, gone, locked, damaged. Trying again may help.
        case unusable
        /// The file is no ledger, or its contents are broken. Trying again does not help.
        case damaged
        /// A rule of the schema refused the change: an error of the program.
        case refused
        /// The ledger was made by a newer release.
        case newerSchema
        /// The ledger was made by an older release, and only a server may bring it up to date.
        case olderSchema
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
