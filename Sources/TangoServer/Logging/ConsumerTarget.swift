import Dispatch
import Synchronization
import TangoClient
import TangoIDL
import TangoTypes

/// Sends messages to another device, a log consumer, one after the other and never waiting for it.
///
/// The target closes itself at the first failure, as consumers come and go; up to a thousand messages wait.
final class ConsumerTarget: LogTarget {
    private static let mostWaiting = 1000
    private let consumer: DeviceProxy
    private let queue = DispatchQueue(label: "log consumer")
    private let state = Mutex<State>(State())

    private struct State {
        var waiting = 0
        var isOpen = true
    }

    /// Announces itself to the consumer.
    ///
    /// **Throws**: `API_ConnectionFailed`.
    init(_ name: String, for device: String, context: ClientContext) throws(DevFailed) {
        do {
            consumer = try DeviceProxy(name, context: context)
            _ = try consumer.command("Register", .string(device))
        } catch {
            throw DevFailed(
                .connectionFailed, "Could not connect to log consumer \(name)", origin: "Logging::add_logging_target")
        }
    }

    func write(_ line: LogLine) {
        let accepted = state.withLock { state in
            guard state.isOpen, state.waiting < Self.mostWaiting else { return false }
            state.waiting += 1
            return true
        }
        guard accepted else { return }
        let fields = [
            String(line.milliseconds), line.level.tangoName, line.device, line.message, "",
            "@\(String(line.thread, radix: 16)) [\(line.thread)]",
        ]
        queue.async { [self] in
            let worked = (try? consumer.command("Log", .strings(fields))) != nil
            state.withLock { state in
                state.waiting -= 1
                if !worked { state.isOpen = false }
            }
        }
    }

    /// Tells the consumer that nothing more will come.
    func unregister(_ device: String) {
        queue.async { [self] in _ = try? consumer.command("UnRegister", .string(device)) }
    }
}
