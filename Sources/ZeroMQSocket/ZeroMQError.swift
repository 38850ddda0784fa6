internal import CZeroMQ

/// What libzmq refused, and for which endpoint or option.
public struct ZeroMQError: Error, Sendable, CustomStringConvertible {
    /// What was tried.
    public enum Operation: String, Sendable {
        /// Making a context.
        case createContext = "create a context"
        /// Making a socket.
        case createSocket = "create a socket"
        /// Setting an option.
        case setOption = "set an option"
        /// Binding to an endpoint.
        case bind
        /// Leaving a bound endpoint.
        case unbind
        /// Connecting to an endpoint.
        case connect
        /// Leaving a connected endpoint.
        case disconnect
        /// Watching the connections of a socket.
        case monitor
        /// Making a bell.
        case createBell = "create a bell"
        /// Sending a message.
        case send
        /// Receiving a message.
        case receive
    }

    /// What was tried.
    public let operation: Operation
    /// The endpoint, option or kind of socket.
    public let subject: String
    /// libzmq's error number, an `errno` or one of its own.
    public let code: Int32

    init(_ operation: Operation, _ subject: String, code: Int32 = zmq_errno()) {
        self.operation = operation
        self.subject = subject
        self.code = code
    }

    /// One sentence for people.
    public var description: String {
        "ZeroMQ cannot \(operation.rawValue) (\(subject)): \(String(cString: zmq_strerror(code)))"
    }
}
