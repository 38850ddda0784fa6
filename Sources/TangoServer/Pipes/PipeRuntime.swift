import Synchronization
import TangoIDL
import TangoTypes

/// One pipe of one device, bound to it and configured.
///
/// **Isolation**: `read`, `write` and `isAllowed` are called inside the device's monitor, the configuration anywhere.
final class PipeRuntime: Sendable {
    let definition: PipeDefinition
    let defaults: [PipeProperty: String]
    let isAllowed: @Sendable () -> Bool
    let read: @Sendable () throws -> PipeBlob
    /// Nil when clients may not write it.
    let write: (@Sendable (PipeBlob) throws -> Void)?
    private let current: Mutex<PipeConfiguration>

    init<D: Device>(_ pipe: Pipe<D>, of device: D) {
        definition = pipe.definition
        defaults = pipe.defaults
        let states = pipe.states
        isAllowed = { states?.contains(device.context.state) ?? true }
        let read = pipe.read
        self.read = { try device.assumeIsolated { try read($0) } }
        if let write = pipe.write {
            self.write = { blob in try device.assumeIsolated { try write($0, blob) } }
        } else {
            write = nil
        }
        current = Mutex(PipeConfiguration(definition: pipe.definition, userDefaults: pipe.defaults))
    }

    var name: String { definition.name }

    /// Label and description in force.
    var configuration: PipeConfiguration {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }
}
