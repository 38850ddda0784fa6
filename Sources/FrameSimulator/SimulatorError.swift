import Glibc

/// Why a simulation could not go on.
public struct SimulatorError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Sendable {
        /// The plan asks for something that does not exist.
        case badPlan
        /// A file could not be made or written.
        case cannotWrite
    }

    /// The kind.
    public let code: Code
    /// What happened, and to what.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    static func system(_ what: String, _ path: String) -> SimulatorError {
        SimulatorError(.cannotWrite, "cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }
}
