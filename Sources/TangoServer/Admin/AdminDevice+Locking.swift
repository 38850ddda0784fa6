import TangoIDL
import TangoTypes

extension AdminDevice {
    /// Devices for one client alone.
    static var lockCommands: [Command<AdminDevice>] {
        [
            Command(
                "DevLockStatus", taking: String.self, returning: DevVarLongStringArray.self,
                inputDescription: "Device name", outputDescription: "Device locking status"
            ) { admin, name in
                let device = try admin.device(name)
                return DevVarLongStringArray(
                    lvalue: [0, 0, 0, 0, 0, 0],
                    svalue: ["Device \(device.name) is not locked", "Not defined", "Not defined"])
            }.expectingText(called: "Tango::ConstDevString", "Incompatible"),
            Command(
                "LockDevice", taking: DevVarLongStringArray.self,
                inputDescription: "Str[0] = Device name. Lg[0] = Lock validity"
            ) { admin, _ in throw admin.unavailable("locks") },
            Command("ReLockDevices", taking: [String].self, inputDescription: "Device(s) name") { admin, _ in
                throw admin.unavailable("locks")
            },
            Command(
                "UnLockDevice", taking: DevVarLongStringArray.self, returning: Int32.self,
                inputDescription: "Str[x] = Device name(s). Lg[0] = Force flag",
                outputDescription: "Device global lock counter"
            ) { admin, _ in throw admin.unavailable("locks") },
        ]
    }
}
