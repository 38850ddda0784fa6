import TangoIDL
import TangoTypes

extension AdminDevice {
    /// What the server reads by itself.
    static var pollingCommands: [Command<AdminDevice>] {
        let object = "Lg[0]=Upd period. Str[0]=Device name. Str[1]=Object type. Str[2]=Object name"
        return [
            Command("AddObjPolling", taking: DevVarLongStringArray.self, inputDescription: object) { admin, _ in
                throw admin.unavailable("polling")
            },
            Command("UpdObjPollingPeriod", taking: DevVarLongStringArray.self, inputDescription: object) { admin, _ in
                throw admin.unavailable("polling")
            },
            Command(
                "RemObjPolling", taking: [String].self,
                inputDescription: "Str[0]=Device name. Str[1]=Object type. Str[2]=Object name"
            ) { admin, _ in throw admin.unavailable("polling") },
            Command("StartPolling") { throw $0.unavailable("polling") },
            Command("StopPolling") { throw $0.unavailable("polling") },
            Command("PolledDevice", returning: [String].self, outputDescription: "Polled device name list") { _ in [] },
            Command(
                "DevPollStatus", taking: String.self, returning: [String].self, inputDescription: "Device name",
                outputDescription: "Device polling status"
            ) { admin, name in
                _ = try admin.device(name)
                return []
            }.expectingText(called: "string"),
        ]
    }
}
