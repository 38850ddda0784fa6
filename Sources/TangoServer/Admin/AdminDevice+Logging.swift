import Log
import TangoIDL
import TangoTypes

extension AdminDevice {
    /// Levels and targets of the devices' logs.
    static var loggingCommands: [Command<AdminDevice>] {
        let targets = "Str[i]=Device-name. Str[i+1]=Target-type::Target-name"
        return [
            Command("AddLoggingTarget", taking: [String].self, inputDescription: targets) { admin, pairs in
                try admin.eachTarget(pairs, wrongCount: .methodArgument) { try admin.server.addTarget($0, to: $1) }
            }.expecting([String].self, called: "DevVarStringArray"),
            Command("RemoveLoggingTarget", taking: [String].self, inputDescription: targets) { admin, pairs in
                try admin.eachTarget(pairs, wrongCount: .wrongNumberOfArguments) {
                    try admin.server.removeTargets($0, from: $1)
                }
            }.expecting([String].self, called: "DevVarStringArray"),
            Command(
                "GetLoggingTarget", taking: String.self, returning: [String].self, inputDescription: "Device name",
                outputDescription: "Logging target list"
            ) { try $0.loggingTargets($1) }.expectingText(called: "DevString"),
            Command(
                "GetLoggingLevel", taking: [String].self, returning: DevVarLongStringArray.self,
                inputDescription: "Device list", outputDescription: "Lg[i]=Logging Level. Str[i]=Device name."
            ) { try $0.loggingLevels($1) }.expecting([String].self, called: "DevVarStringArray"),
            Command(
                "SetLoggingLevel", taking: DevVarLongStringArray.self,
                inputDescription: "Lg[i]=Logging Level. Str[i]=Device name."
            ) { try $0.setLoggingLevels($1) }.expecting(DevVarLongStringArray.self, called: "DevVarLongStringArray"),
            Command("StartLogging") { $0.server.logLevels.start() },
            Command("StopLogging") { $0.server.logLevels.stop() },
        ]
    }

    private nonisolated func loggingLevels(_ names: [String]) throws -> DevVarLongStringArray {
        var answer = DevVarLongStringArray(lvalue: [], svalue: [])
        for name in names {
            for device in matching(name) {
                answer.lvalue.append(Int32(server.logLevels.told(of: device.name).rawValue))
                answer.svalue.append(device.name)
            }
        }
        return answer
    }

    private nonisolated func loggingTargets(_ name: String) throws(DevFailed) -> [String] {
        do throws(DevFailed) { return server.log(for: try device(name).name).names } catch {
            throw error.appending(.deviceNotFound, "Device \(name) not found", origin: "Logging::get_logging_target")
        }
    }

    /// Does something for each pair of device pattern and target.
    private nonisolated func eachTarget(
        _ pairs: [String], wrongCount: Reason, _ body: (String, DeviceRuntime) throws -> Void
    ) throws {
        guard pairs.count.isMultiple(of: 2) else {
            throw DevFailed(wrongCount, "Incorrect number of inout arguments", origin: "Logging::logging_target")
        }
        for index in stride(from: 0, to: pairs.count, by: 2) {
            let devices = matching(pairs[index])
            guard !devices.isEmpty else {
                throw DevFailed(
                    .deviceNotFound, "No device name matching pattern  <\(pairs[index])>",
                    origin: "Logging::logging_target")
            }
            for device in devices {
                try server.locks.checkAdministration(device.name, origin: "Logging::logging_target")
                try body(pairs[index + 1], device)
            }
        }
    }

    private nonisolated func setLoggingLevels(_ argument: DevVarLongStringArray) throws {
        guard argument.lvalue.count == argument.svalue.count else {
            throw DevFailed(
                .incompatibleCommandArgument,
                "Imcompatible command argument type," + String(repeating: " ", count: 36)
                    + "long and string arrays must have the same length",
                origin: "Logging::set_logging_level")
        }
        for (number, name) in zip(argument.lvalue, argument.svalue) {
            guard let level = LogLevel(rawValue: Int(number)) else {
                throw DevFailed(
                    .methodArgument, Self.levelOutOfRange, origin: "Logging::set_logging_level")
            }
            for device in matching(name) {
                try server.locks.checkAdministration(device.name, origin: "DServer::set_logging_level")
                server.logLevels.set(level, of: device.name)
            }
        }
    }

    private static let levelOutOfRange =
        "Invalid argument for command," + String(repeating: " ", count: 38) + "logging level out of range"

    /// The devices that a name with `*` means, or an alias; none when there are none.
    nonisolated func matching(_ text: String) -> [DeviceRuntime] {
        let all = server.userDevices + [server.adminDevice].compactMap { $0 }
        guard let pattern = NamePattern(text) else { return [] }
        let found = all.filter { pattern.matches($0.name) }
        if found.isEmpty, !text.contains("*"), let device = server.device(called: Self.bareName(text)) {
            return [device]
        }
        return found
    }
}
