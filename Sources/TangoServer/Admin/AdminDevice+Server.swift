import Synchronization
import TangoIDL
import TangoTypes

extension AdminDevice {
    /// Looking at the server, restarting and stopping it.
    static var serverCommands: [Command<AdminDevice>] {
        [
            Command("DevRestart", taking: String.self, inputDescription: "Device name") { admin, name in
                try admin.restart(name)
            }.expectingText(called: "string"),
            Command("Kill") { $0.server.control?.stop() },
            Command("RestartServer") { try $0.server.control?.restartDevicesSoon() },
            Command("QueryClass", returning: [String].self, outputDescription: "Device server class(es) list") {
                $0.server.description.classes.map(\.name)
            },
            Command("QueryDevice", returning: [String].self, outputDescription: "Device server device(s) list") {
                $0.server.userDevices.map { "\($0.model.className)::\($0.name)" }
            },
            Command("QuerySubDevice", returning: [String].self, outputDescription: "Device server sub device(s) list") {
                $0.server.subDevices.withLock { $0.lines }
            },
            Command(
                "QueryWizardClassProperty", taking: String.self, returning: [String].self,
                inputDescription: "Class name",
                outputDescription: "Class property list (name - description and default value)"
            ) { try Self.wizard($0.model($1).classProperties) }.expectingText(called: "string"),
            Command(
                "QueryWizardDevProperty", taking: String.self, returning: [String].self,
                inputDescription: "Class name",
                outputDescription: "Device property list (name - description and default value)"
            ) { try Self.wizard($0.model($1).properties) }.expectingText(called: "string"),
        ]
    }

    private nonisolated func restart(_ name: String) throws {
        let device = try device(name)
        guard device.model.className != Self.className else {
            throw DevFailed(.deviceNotFound, "Device \(name) not found", origin: "Util::get_device_by_name()")
        }
        try server.locks.checkAdministration(device.name, origin: "DServer::restart")
        try server.control?.restart(device)
    }

    private nonisolated func model(_ className: String) throws(DevFailed) -> DeviceModel {
        let found = server.description.classes.first { $0.name.lowercased() == className.lowercased() }
        guard let found else {
            throw DevFailed(
                .classNotFound, "Class \(className.lowercased()) not found in device server",
                origin: "DServer::query_wizard")
        }
        return found.model
    }

    private static func wizard(_ properties: [DeviceProperty]) -> [String] {
        properties.flatMap { property in
            [property.name, property.description, property.defaultText?.joined(separator: "\n") ?? "Not specified"]
        }
    }
}
