import Synchronization
import TangoIDL
import TangoTypes

/// The telemetry settings of all devices, by name.
///
/// **Isolation**: any thread.
final class TelemetryRegister: Sendable {
    private let settings = Mutex<[String: TelemetrySettings]>([:])

    /// The settings of a device.
    func settings(of device: String) -> TelemetrySettings {
        settings.withLock { $0[device.lowercased()] ?? TelemetrySettings() }
    }

    /// Changes the settings of a device.
    func change(_ device: String, _ body: (inout TelemetrySettings) -> Void) {
        settings.withLock { body(&$0[device.lowercased(), default: TelemetrySettings()]) }
    }
}
