internal import ORBBridge
internal import Synchronization
internal import TangoIDL
internal import TangoTypes

/// Keeps the connection to one device: finds it when first needed, and again after it was lost.
final class ReconnectingObject: Sendable {
    /// For messages: what it is and the name as the user gave it.
    let title: String
    private let unreachableReason: Reason
    private let locate: @Sendable () throws -> RemoteReference
    private struct State {
        var connection: Connection?
        var timeLimit: Duration
    }
    private let state: Mutex<State>

    init(
        _ title: String, unreachable: Reason = .cantConnectToDevice, timeLimit: Duration,
        locate: @escaping @Sendable () throws -> RemoteReference
    ) {
        (self.title, unreachableReason, self.locate) = (title, unreachable, locate)
        state = Mutex(State(connection: nil, timeLimit: timeLimit))
    }

    var timeLimit: Duration {
        get { state.withLock { $0.timeLimit } }
        set {
            state.withLock {
                $0.timeLimit = newValue
                $0.connection = nil
            }
        }
    }

    /// Runs a call. A call that certainly was not executed, because the connection was gone, is repeated once on a new one.
    func call<R>(_ operation: String, _ body: (Connection) throws -> R) throws -> R {
        let connection = try connected()
        do {
            return try body(connection)
        } catch let error as CORBASystemException {
            guard error.isLostConnection else { throw explained(error, operation) }
            forget(connection)
            guard error.completed == .no else { throw explained(error, operation) }
        }
        let again = try connected()
        do {
            return try body(again)
        } catch let error as CORBASystemException {
            if error.isLostConnection { forget(again) }
            throw explained(error, operation)
        }
    }

    private func connected() throws -> Connection {
        let (known, limit) = state.withLock { ($0.connection, $0.timeLimit) }
        if let known { return known }
        // Not under the lock: others may use their connections while a dead host is tried.
        let made: Connection
        do {
            made = try Connection(try locate(), timeLimit: limit)
        } catch let error as CORBASystemException {
            throw unreachable(error)
        }
        return state.withLock { state in
            if state.connection == nil { state.connection = made }
            return made
        }
    }

    private func forget(_ connection: Connection) {
        state.withLock { state in
            if state.connection?.device.reference === connection.device.reference { state.connection = nil }
        }
    }

    private func unreachable(_ error: CORBASystemException) -> DevFailed {
        let hint =
            switch error.name {
            case .objectNotExist where unreachableReason == .cantConnectToDatabase,
                .badOperation where unreachableReason == .cantConnectToDatabase:
                "A server answers there, but it is no Tango database: append #dbase=no to the name of a device whose server "
                    + "runs without one."
            case .objectNotExist, .badOperation: "A server answers there, but it has no such device: check the name."
            case _ where error.isTimeout:
                "The host did not answer in \(timeLimit.milliseconds) ms: check host and network."
            default: "Nobody answers there: is the device server running, and are host and port right?"
            }
        return DevFailed(.corbaException, error.text, origin: "Connection").appending(
            unreachableReason, "Cannot connect to \(title). \(hint)", origin: "DeviceProxy.connect")
    }

    private func explained(_ error: CORBASystemException, _ operation: String) -> DevFailed {
        let stack = DevFailed(.corbaException, error.text, origin: operation)
        let origin = "DeviceProxy.\(operation)"
        if error.isTimeout {
            let text = "\(title) did not answer \(operation) within \(timeLimit.milliseconds) ms."
            return stack.appending(
                .deviceTimedOut, text + " It may still execute it; raise the time limit if that is normal.",
                origin: origin)
        }
        if error.isLostConnection {
            let text = "The connection to \(title) was lost during \(operation): it may have been executed or not."
            let never = "\(title) cannot be reached any more: is the device server running?"
            return error.completed == .no
                ? stack.appending(unreachableReason, never, origin: origin)
                : stack.appending(.communicationFailed, text, origin: origin)
        }
        let text = "\(title) could not answer \(operation)."
        return stack.appending(.communicationFailed, text, origin: origin)
    }
}

extension CORBASystemException {
    var isTimeout: Bool { name == .timeout || detail == "TRANSIENT_CallTimedout" }

    var isLostConnection: Bool {
        [.transient, .commFailure, .objectNotExist, .objectAdapter].contains(name) && !isTimeout
    }

    var text: String {
        let reason = detail.isEmpty ? "" : " (\(detail))"
        let completion =
            switch completed {
            case .yes: "executed"
            case .no: "not executed"
            case .maybe: "perhaps executed"
            }
        return "\(name)\(reason), \(completion)"
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
