import ORBBridge
import TangoIDL
import TangoTypes

extension DeviceServant {
    // MARK: Running

    func command_inout(_ command: String, _ argin: CORBAAny, _ call: CallInfo) throws -> CORBAAny {
        note(.command("command_inout", command, nil), call)
        return try run(command, argin, .DEV, nil, call, "command_inout")
    }

    func command_inout_2(
        _ command: String, _ argin: CORBAAny, _ source: DevSource, _ call: CallInfo
    ) throws -> CORBAAny {
        note(.command("command_inout_2", command, source), call)
        return try run(command, argin, source, nil, call, "command_inout_2")
    }

    func command_inout_4(
        _ command: String, _ argin: CORBAAny, _ source: DevSource, _ cl_ident: ClntIdent, _ call: CallInfo
    ) throws -> CORBAAny {
        note(.command("command_inout_4", command, source), call, cl_ident)
        return try run(command, argin, source, cl_ident, call, "command_inout4")
    }

    private func run(
        _ name: String, _ argument: CORBAAny, _ source: DevSource, _ identity: ClntIdent?, _ call: CallInfo,
        _ origin: StaticString
    ) throws -> CORBAAny {
        try answering("command_inout") {
            try protect(command: name, origin, identity, call)
            if source != .DEV, let cached = try device.cachedCommand(name, only: source == .CACHE) { return cached }
            guard device.model.className == AdminDevice.className else { return try device.execute(name, argument) }
            return try CurrentRequest.$client.withValue(ClientIdentity(peer: call.peer, identity)) {
                try device.execute(name, argument)
            }
        }
    }

    // MARK: Descriptions

    func command_list_query(_ call: CallInfo) throws -> DevCmdInfoList {
        note(.plain("command_list_query"), call)
        return device.commands.map(\.definition.info1)
    }

    func command_query(_ command: String, _ call: CallInfo) throws -> DevCmdInfo {
        note(.plain("command_query"), call)
        return try described(command, by: "DeviceImpl::command_query").info1
    }

    func command_list_query_2(_ call: CallInfo) throws -> DevCmdInfoList_2 {
        note(.plain("command_list_query_2"), call)
        return device.commands.map(\.definition.info2)
    }

    func command_query_2(_ command: String, _ call: CallInfo) throws -> DevCmdInfo_2 {
        note(.plain("command_query_2"), call)
        return try described(command, by: "Device_2Impl::command_query_2").info2
    }

    private func described(_ name: String, by origin: String) throws(DevFailed) -> CommandDefinition {
        guard let command = device.command(named: name) else { throw .noCommand(name, origin: origin) }
        return command.definition
    }
}

extension CommandDefinition {
    /// The newer form.
    var info2: DevCmdInfo_2 {
        DevCmdInfo_2(
            cmd_name: name, level: level, cmd_tag: 0, in_type: inputType.rawValue, out_type: outputType.rawValue,
            in_type_desc: inputDescription ?? "Uninitialised", out_type_desc: outputDescription ?? "Uninitialised")
    }

    /// The older form, which has the display level as a number.
    var info1: DevCmdInfo {
        DevCmdInfo(
            cmd_name: name, cmd_tag: Int32(level.rawValue), in_type: inputType.rawValue, out_type: outputType.rawValue,
            in_type_desc: inputDescription ?? "Uninitialised", out_type_desc: outputDescription ?? "Uninitialised")
    }
}
