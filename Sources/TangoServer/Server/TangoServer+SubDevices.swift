import Dispatch
import Synchronization

extension TangoServer {
    /// How often the C++ servers look whether devices work with others than before.
    private static let subDevicesPeriod = DispatchTimeInterval.seconds(1800)

    /// Stores every half hour with which devices those of this server work.
    func keepSubDevices() {
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + Self.subDevicesPeriod) { [weak self] in
            guard let self, !isStopped else { return }
            context.storeSubDevices()
            keepSubDevices()
        }
    }
}

extension ServerContext {
    /// Where tools look for them while the server does not run.
    static let subDevicesProperty = "__SubDevices"

    /// Stores with which devices those of this server work, where that has changed; what fails is tried the next time.
    ///
    /// A list stays in the database until there is another one: a device that was just initialised anew may not have
    /// connected yet.
    func storeSubDevices() {
        for (device, others) in subDevices.withLock({ $0.unstored }) {
            let name = Self.subDevicesProperty
            do {
                let present = try properties.deviceProperties(device, [name])[name.lowercased()] ?? []
                if Set(present) != Set(others) { try properties.putDeviceProperties(device, [name: others]) }
            } catch {
                continue
            }
            subDevices.withLock { $0.stored(others, of: device) }
        }
    }
}
