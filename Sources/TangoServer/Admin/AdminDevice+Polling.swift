import TangoIDL
import TangoTypes

extension AdminDevice {
    /// What the server reads by itself.
    static var pollingCommands: [Command<AdminDevice>] {
        let object = "Lg[0]=Upd period. Str[0]=Device name. Str[1]=Object type. Str[2]=Object name"
        return [
            Command("AddObjPolling", taking: DevVarLongStringArray.self, inputDescription: object) {
                admin, argument in try admin.polling().addObject(argument)
            }.expecting(DevVarLongStringArray.self, called: "DevVarLongStringArray"),
            Command("UpdObjPollingPeriod", taking: DevVarLongStringArray.self, inputDescription: object) {
                admin, argument in try admin.polling().updatePeriod(argument)
            }.expecting(DevVarLongStringArray.self, called: "DevVarLongStringArray"),
            Command(
                "RemObjPolling", taking: [String].self,
                inputDescription: "Str[0]=Device name. Str[1]=Object type. Str[2]=Object name"
            ) { admin, arguments in try admin.polling().removeObject(arguments) }
            .expecting([String].self, called: "DevVarStringArray"),
            Command("StartPolling") { try $0.polling().setRunning(true) },
            Command("StopPolling") { try $0.polling().setRunning(false) },
            Command("PolledDevice", returning: [String].self, outputDescription: "Polled device name list") {
                try $0.polling().polledDevices
            },
            Command(
                "DevPollStatus", taking: String.self, returning: [String].self, inputDescription: "Device name",
                outputDescription: "Device polling status"
            ) { admin, name in try admin.polling().status(of: name) }.expectingText(called: "string"),
        ]
    }

    /// What polls.
    ///
    /// **Throws**: `API_NotSupported` while the server is not open.
    private nonisolated func polling() throws(DevFailed) -> PollingService {
        guard let polling = server.polling as? PollingService else { throw unavailable("polling") }
        return polling
    }
}
