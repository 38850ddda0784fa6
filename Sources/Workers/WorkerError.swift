public import POSIXFiles

/// Why a worker gave no answer. What the worker answered is never here: a failure that it reports is a reply.
public struct WorkerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The class of the failure.
    public enum Code: Sendable, Equatable {
        /// The program could not be started, or speaks another version.
        case notStarted
        /// It ended by itself or by a signal before it answered.
        case died(ChildProcess.End)
        /// It did not answer in time and was killed, although it had the processor for most of that time, or not.
        case timedOut(computing: Bool)
        /// The machine kept it from working for so long that it was killed: its frame is not to blame.
        case heldUp
        /// Its job was cut off on purpose: nobody is to blame.
        case cutOff
        /// It answered something else than an answer.
        case protocolViolation
    }

    /// The class of the failure.
    public let code: Code
    /// One sentence.
    public let message: String
    /// The last that the worker wrote on its standard error, kept for the record.
    public let log: String

    init(_ code: Code, _ message: String, log: String = "") {
        self.code = code
        self.message = message
        self.log = log
    }

    /// The sentence, and the end of the log when there is one.
    public var description: String { log.isEmpty ? message : "\(message) Its log ends: \(log)" }
}
