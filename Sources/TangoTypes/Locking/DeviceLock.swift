public import TangoIDL

/// The lock with which one client keeps others from changing a device.
///
/// Reading is never blocked. A lock that is not refreshed ends by itself.
public struct DeviceLock: Sendable {
    private struct Holder: Sendable {
        var client: ClientIdentity
        var refreshed: ContinuousClock.Instant
        var validity: Duration
        var counter: Int32
    }

    /// Release 9.3.4 counts whole seconds of the calendar, so that a lock lives up to a second longer than asked for.
    private static let grace = Duration.milliseconds(500)

    private let device: String
    private var holder: Holder?
    private var evicted: ClientIdentity?

    /// Nobody has the lock of this device.
    public init(device: String) { self.device = device }

    private func current(at now: ContinuousClock.Instant) -> Holder? {
        guard let holder, now - holder.refreshed <= holder.validity + Self.grace else { return nil }
        return holder
    }

    // MARK: - The four commands

    /// Takes the lock, or takes it once more.
    ///
    /// **Throws**: `API_DeviceLocked` if another client has it.
    public mutating func lock(
        by client: ClientIdentity, validity seconds: Int, at now: ContinuousClock.Instant
    ) throws(DevFailed) {
        var counter: Int32 = 1
        if let holder = current(at: now) {
            guard holder.client.isSame(as: client) else {
                throw failure(.deviceLocked, "is already locked by another client", "Device_Impl::lock")
            }
            counter = holder.counter == .max ? .max : holder.counter + 1
        }
        holder = Holder(client: client, refreshed: now, validity: .seconds(seconds), counter: counter)
        evicted = nil
    }

    /// Keeps the lock alive.
    ///
    /// **Throws**: `API_DeviceLocked` if another client has it, `API_DeviceNotLocked` if nobody has.
    public mutating func refresh(by client: ClientIdentity, at now: ContinuousClock.Instant) throws(DevFailed) {
        guard let present = current(at: now) else {
            throw failure(.deviceNotLocked, "is not locked. Can't re-lock it", "Device_Impl::relock")
        }
        guard present.client.isSame(as: client) else {
            throw failure(.deviceLocked, "is already locked by another client", "Device_Impl::relock")
        }
        holder?.refreshed = now
    }

    /// Gives the lock back once, or ends it by force.
    ///
    /// - Returns: How often it still has to be given back.
    ///
    /// **Throws**: `API_DeviceLocked` if another client has it and no force is used.
    public mutating func unlock(
        by client: ClientIdentity, isForced: Bool, at now: ContinuousClock.Instant
    ) throws(DevFailed) -> Int32 {
        guard let present = current(at: now) else {
            // By force, even a lock that nobody has any more: whoever was told of the last one is no longer told.
            if isForced {
                evicted = holder?.client
                holder = nil
            }
            return 0
        }
        let isOwner = present.client.isSame(as: client)
        guard isOwner || isForced else {
            throw failure(.deviceLocked, "is locked by another client, can't unlock it", "Device_Impl::unlock")
        }
        let left = isForced ? 0 : present.counter - 1
        holder?.counter = left
        if left <= 0 {
            holder = nil
            evicted = isForced ? present.client : nil
        }
        return left
    }

    /// What a restart of the device leaves: the lock, but not the memory of whom it was taken from.
    public mutating func restart() { evicted = nil }

    /// The answer of `DevLockStatus`.
    ///
    /// - Parameter hostName: The name of a client's host.
    public func status(
        at now: ContinuousClock.Instant, hostName: (ClientIdentity) -> String
    ) -> DevVarLongStringArray {
        let undefined = "Not defined"
        guard let holder = current(at: now) else {
            return DevVarLongStringArray(
                lvalue: [0, 0, 0, 0, 0, 0], svalue: ["Device \(device) is not locked", undefined, undefined])
        }
        let host = hostName(holder.client)
        // Without what tells apart the clients behind one socket.
        let peer = String(holder.client.peer.prefix { $0 != " " })
        switch holder.client.program {
        case .cpp(let pid):
            let text = "Device \(device) is locked by CPP or Python client with PID \(pid) from host \(host)"
            return DevVarLongStringArray(
                lvalue: [1, Int32(truncatingIfNeeded: pid), 0, 0, 0, 0], svalue: [text, peer, undefined])
        case .java(let mainClass, let uuid):
            let text = "Device \(device) is locked by JAVA client class \(mainClass) from host \(host)"
            let words = [uuid.element0, uuid.element1].flatMap {
                [Int32(truncatingIfNeeded: $0 >> 32), Int32(truncatingIfNeeded: $0)]
            }
            return DevVarLongStringArray(lvalue: [1, 0] + words, svalue: [text, peer, mainClass])
        }
    }

    // MARK: - Other requests

    /// Refuses a request that changes the device while another client has the lock.
    ///
    /// - Parameters:
    ///   - client: Who asks; nil for old clients that do not say, and who are never the owner.
    ///   - origin: The operation.
    ///
    /// **Throws**: `API_DeviceLocked`; `API_DeviceUnlocked` for a client whose lock was taken away, until somebody locks
    /// the device again.
    public func check(
        _ client: ClientIdentity?, at now: ContinuousClock.Instant, origin: String
    ) throws(DevFailed) {
        if let holder = current(at: now) {
            if let client, holder.client.isSame(as: client) { return }
            throw failure(.deviceLocked, "is locked by another client", origin)
        }
        guard let evicted, let client, evicted.isSame(as: client) else { return }
        throw failure(.deviceUnlocked, "has been unlocked by an administrative client!!!", origin)
    }

    /// Refuses a request of the admin device about this device while another client has the lock.
    ///
    /// **Throws**: `API_DeviceLocked`.
    public func checkAdministration(
        by client: ClientIdentity?, at now: ContinuousClock.Instant, origin: String
    ) throws(DevFailed) {
        guard let holder = current(at: now) else { return }
        if let client, holder.client.isSame(as: client) { return }
        throw failure(
            .deviceLocked,
            "is locked by another client. Your request is not allowed while a device is locked.", origin)
    }

    private func failure(_ reason: Reason, _ what: String, _ origin: String) -> DevFailed {
        DevFailed(reason, "Device \(device) \(what)", origin: origin)
    }
}
