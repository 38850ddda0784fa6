import Synchronization
import TangoIDL
import TangoTypes

/// The locks of all devices of a server. They outlive their devices: a device restarted alone is still locked.
///
/// **Isolation**: any thread.
final class DeviceLocks: Sendable {
    private let locks = Mutex<[String: DeviceLock]>([:])
    /// Requests are many and locks are few: most servers never get past this.
    private let wasUsed = Atomic(false)

    /// Changes or looks at the lock of a device.
    func with<Result: Sendable>(
        _ device: String, _ body: (inout DeviceLock) throws(DevFailed) -> Result
    ) throws(DevFailed) -> Result {
        wasUsed.store(true, ordering: .releasing)
        let key = device.lowercased()
        let result: Swift.Result<Result, DevFailed> = locks.withLock { locks in
            do throws(DevFailed) {
                return .success(try body(&locks[key, default: DeviceLock(device: device)]))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// What the restart of one device leaves of its lock.
    func restart(_ device: String) {
        locks.withLock { $0[device.lowercased()]?.restart() }
    }

    /// A device that ends with all others loses its lock.
    func forget(_ device: String) {
        locks.withLock { _ = $0.removeValue(forKey: device.lowercased()) }
    }

    /// Whether there may be a lock at all. Asked first: an absent ``DeviceLock`` is still a large thing to hand around.
    var mayBeHeld: Bool { wasUsed.load(ordering: .acquiring) }

    private func lock(of device: String) -> DeviceLock? {
        let key = device.lowercased()
        return locks.withLock { $0[key] }
    }

    /// Refuses a request that changes a device while another client has the lock.
    ///
    /// **Throws**: `API_DeviceLocked`, `API_DeviceUnlocked`.
    func check(
        _ device: String, _ client: ClientIdentity?, origin: String
    ) throws(DevFailed) {
        guard mayBeHeld, let lock = lock(of: device) else { return }
        try lock.check(client, at: .now, origin: origin)
    }

    /// Refuses a command of the admin device about a device that another client has locked.
    ///
    /// **Throws**: `API_DeviceLocked`.
    func checkAdministration(_ device: String, origin: String) throws(DevFailed) {
        guard mayBeHeld, let lock = lock(of: device) else { return }
        try lock.checkAdministration(by: CurrentRequest.client, at: .now, origin: origin)
    }
}
