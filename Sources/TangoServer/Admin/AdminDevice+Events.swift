import TangoIDL
import TangoTypes

extension AdminDevice {
    /// How clients subscribe.
    static func eventCommands(_ level: InterfaceLevel) -> [Command<AdminDevice>] {
        let second = level >= .six ? "alarm" : "quality"
        return [
            Command(
                "EventConfirmSubscription", taking: [String].self,
                inputDescription: "Str[0] = dev1 name, Str[1] = att1 name, Str[2] = event name, Str[3] = dev2 name, "
                    + "Str[4] = att2 name, Str[5] = event name,..."
            ) { admin, arguments in try admin.supplier().eventConfirmSubscription(arguments, in: admin.server) },
            Command(
                "EventSubscriptionChange", taking: [String].self, returning: Int32.self,
                inputDescription: "Event consumer wants to subscribe to", outputDescription: "Tango lib release"
            ) { admin, arguments in try admin.supplier().eventSubscriptionChange(arguments, in: admin.server) },
            Command(
                "ZmqEventSubscriptionChange", taking: [String].self, returning: DevVarLongStringArray.self,
                inputDescription: "Event consumer wants to subscribe to.\ndevice name, attribute/pipe name, action "
                    + "(\"subscribe\"), event name, <Tango client IDL version>\"\nevent name can take the following values:\n"
                    + "    \"change\",\n    \"\(second)\",\n    \"periodic\",\n    \"archive\",\n    \"user_event\",\n"
                    + "    \"attr_conf\",\n    \"data_ready\",\n    \"intr_change\",\n    \"pipe\"\n"
                    + "\"info\" can also be used as single parameter to retrieve information about the heartbeat and event pub endpoints.",
                outputDescription: "Str[0] = Heartbeat pub endpoint - Str[1] = Event pub endpoint\n...\n"
                    + "Str[n] = Alternate Heartbeat pub endpoint - Str[n+1] = Alternate Event pub endpoint\n"
                    + "Str[n+1] = event name used by this server as zmq topic to send events\n"
                    + "Str[n+2] = channel name used by this server to send heartbeat events\n"
                    + "Lg[0] = Tango lib release - Lg[1] = Device IDL release\n"
                    + "Lg[2] = Subscriber HWM - Lg[3] = Multicast rate\n"
                    + "Lg[4] = Multicast IVL - Lg[5] = ZMQ release"
            ) { admin, arguments in try admin.supplier().zmqEventSubscriptionChange(arguments, in: admin.server) },
        ]
    }

    /// What servers of level 6 have besides.
    static var eventReportCommands: [Command<AdminDevice>] {
        [
            Command(
                "QueryEventSystem", returning: String.self,
                outputDescription: "JSON object with information about the event system"
            ) { try $0.supplier().report },
            Command(
                "EnableEventSystemPerfMon", taking: Bool.self,
                inputDescription: "Enable or disable the collection of performance samples for events"
            ) { admin, isWanted in try admin.supplier().timings.set(isWanted) },
        ]
    }

    /// What sends events.
    ///
    /// **Throws**: `API_NotSupported` while the server is not open.
    private nonisolated func supplier() throws(DevFailed) -> EventSupplier {
        guard let supplier = server.events as? EventSupplier else { throw unavailable("events") }
        return supplier
    }
}
