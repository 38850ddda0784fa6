import Dispatch
import Log
import Synchronization
import TangoClient
import TangoIDL
import TangoTypes

/// Sends messages to another device, a log consumer, one after the other and never waiting for it.
///
/// Up to a thousand messages wait. Consumers come and go: after a failure nothing is sent for ten seconds; then the target
/// announces itself again with the next message, and says how many were lost.
final class ConsumerTarget: LogTarget {
    private static let mostWaiting = 1000
    /// From a failure to the next trial.
    static let pause = Duration.seconds(10)

    /// Executes a command of the consumer.
    typealias Call = @Sendable (_ command: String, _ argument: CORBAAny) throws -> Void

    private let device: String
    private let call: Call
    private let now: @Sendable () -> ContinuousClock.Instant
    private let queue = DispatchQueue(label: "log consumer")
    private let state = Mutex<State>(State())

    private struct State {
        var waiting = 0
        /// When a consumer that failed is tried again; nil while it works.
        var again: ContinuousClock.Instant?
        var lost = 0
    }

    /// Announces itself to the consumer.
    ///
    /// **Throws**: `API_ConnectionFailed`.
    convenience init(_ name: String, for device: String, context: ClientContext) throws(DevFailed) {
        do {
            let consumer = try DeviceProxy(name, context: context)
            try self.init(for: device) { _ = try consumer.command($0, $1) }
        } catch {
            throw DevFailed(
                .connectionFailed, "Could not connect to log consumer \(name)", origin: "Logging::add_logging_target")
        }
    }

    /// Announces itself through `call`.
    init(
        for device: String, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        call: @escaping Call
    ) throws {
        self.device = device
        self.now = now
        self.call = call
        try call("Register", .string(device))
    }

    var isAway: Bool { state.withLock { $0.again != nil } }

    func write(_ line: LogLine) {
        let now = now()
        let isAccepted = state.withLock { state in
            guard state.waiting < Self.mostWaiting, state.again.map({ $0 <= now }) ?? true else {
                state.lost += 1
                return false
            }
            state.waiting += 1
            return true
        }
        if isAccepted { queue.async { [self] in send(line) } }
    }

    /// Waits until what was accepted is sent, or lost.
    func flush() { queue.sync {} }

    private func send(_ line: LogLine) {
        let now = now()
        let (again, lost) = state.withLock { ($0.again, $0.lost) }
        var hasWorked = false
        if again.map({ $0 <= now }) ?? true {
            do {
                // Who was started again has forgotten this device.
                if again != nil { try call("Register", .string(device)) }
                if lost > 0 { try call("Log", Self.fields(notice(of: lost))) }
                try call("Log", Self.fields(line))
                hasWorked = true
            } catch {}
        }
        let end = self.now()
        state.withLock { state in
            state.waiting -= 1
            if hasWorked {
                state.lost -= lost
                state.again = nil
            } else {
                state.lost += 1
                // What waited behind the failure does not put off the next trial.
                if again == nil || again.map({ $0 <= now }) == true { state.again = end + Self.pause }
            }
        }
    }

    private func notice(of lost: Int) -> LogLine {
        LogLine(
            LogRecord(
                level: .warn, label: device, message: "\(lost) messages could not be sent to this consumer"))
    }

    private static func fields(_ line: LogLine) -> CORBAAny {
        .strings([
            String(line.milliseconds), line.level.tangoName, line.device, line.message, "",
            "@\(String(line.thread, radix: 16)) [\(line.thread)]",
        ])
    }

    /// Tells the consumer that nothing more will come.
    func unregister(_ device: String) {
        queue.async { [self] in try? call("UnRegister", .string(device)) }
    }
}
