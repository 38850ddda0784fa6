import TangoIDL
import TangoTypes

extension AdminDevice {
    /// Devices for one client alone.
    static var lockCommands: [Command<AdminDevice>] {
        [
            Command(
                "DevLockStatus", taking: String.self, returning: DevVarLongStringArray.self,
                inputDescription: "Device name", outputDescription: "Device locking status"
            ) { admin, name in try admin.lockStatus(name) }.expectingText(
                called: "Tango::ConstDevString", "Incompatible"),
            Command(
                "LockDevice", taking: DevVarLongStringArray.self,
                inputDescription: "Str[0] = Device name. Lg[0] = Lock validity"
            ) { admin, argument in try admin.lock(argument) },
            Command("ReLockDevices", taking: [String].self, inputDescription: "Device(s) name") { admin, names in
                try admin.refreshLocks(names)
            },
            Command(
                "UnLockDevice", taking: DevVarLongStringArray.self, returning: Int32.self,
                inputDescription: "Str[x] = Device name(s). Lg[0] = Force flag",
                outputDescription: "Device global lock counter"
            ) { admin, argument in try admin.unlock(argument) },
        ]
    }

    private nonisolated func lockStatus(_ name: String) throws -> DevVarLongStringArray {
        let device = try device(name)
        return try server.locks.with(device.name) { lock in
            lock.status(at: .now) { PeerAddress($0.peer).place }
        }
    }

    private nonisolated func lock(_ argument: DevVarLongStringArray) throws {
        guard let name = argument.svalue.first, let validity = argument.lvalue.first else {
            throw wrongArguments("LockDevice needs a device name and a validity", origin: "DServer::lock_device")
        }
        let device = try device(name)
        if device === server.adminDevice {
            throw unlockable("Impossible to lock device server administration device")
        }
        if device.model.className.lowercased() == "database" { throw unlockable("Impossible to lock database device") }
        let client = try client("lock devices", origin: "DServer::lock_device")
        try server.locks.with(device.name) { (lock) throws(DevFailed) in
            try lock.lock(by: client, validity: Int(validity), at: .now)
        }
    }

    private nonisolated func unlock(_ argument: DevVarLongStringArray) throws -> Int32 {
        if argument.svalue.isEmpty { return 0 }
        guard let force = argument.lvalue.first else {
            throw wrongArguments("UnLockDevice needs device names and a force flag", origin: "DServer::un_lock_device")
        }
        let client = try client("un-lock devices", origin: "DServer::un_lock_device")
        var counter: Int32 = 0
        for name in argument.svalue {
            let device = try device(name)
            counter = try server.locks.with(device.name) { (lock) throws(DevFailed) in
                try lock.unlock(by: client, isForced: force == 1, at: .now)
            }
        }
        return argument.svalue.count == 1 ? counter : 0
    }

    /// Refreshes all it can and then says what went wrong.
    private nonisolated func refreshLocks(_ names: [String]) throws {
        let client = try client("re_lock devices", origin: "DServer::re_lock_devices")
        var errors: [DevError] = []
        for name in names {
            do throws(DevFailed) {
                let device = try device(name)
                try server.locks.with(device.name) { (lock) throws(DevFailed) in try lock.refresh(by: client, at: .now)
                }
            } catch {
                errors += error.errors.map { inner in
                    var named = inner
                    named.desc = "\(name): \(inner.desc)"
                    return named
                }
            }
        }
        if !errors.isEmpty { throw DevFailed(errors: errors) }
    }

    private nonisolated func client(_ what: String, origin: String) throws(DevFailed) -> ClientIdentity {
        if let client = CurrentRequest.client { return client }
        throw DevFailed(
            .clientTooOld,
            "Your client cannot \(what). You are using a too old Tango release. Please, update to tango V7 or more",
            origin: origin)
    }

    private nonisolated func wrongArguments(_ text: String, origin: String) -> DevFailed {
        DevFailed(.wrongNumberOfArguments, text, origin: origin)
    }

    private nonisolated func unlockable(_ text: String) -> DevFailed {
        DevFailed(.deviceUnlockable, text, origin: "DServer::lock_device")
    }
}
