public import TangoIDL
public import TangoTypes

extension DeviceProxy {
    /// Executes a command with arguments of any type.
    ///
    /// - Parameters:
    ///   - command: its name, in any case.
    ///   - argument: ``CORBAAny/null`` for a command that takes none.
    ///   - source: the device or its polling buffer.
    public func command(
        _ command: String, _ argument: CORBAAny = .null, source: DevSource = .CACHE_DEV
    ) throws -> CORBAAny {
        try object.call("command_inout(\(command))") { connection in
            switch connection.level {
            case 4...: try connection.device.command_inout_4(command, argument, source, connection.identity)
            case 2...: try connection.device.command_inout_2(command, argument, source)
            default: try connection.device.command_inout(command, argument)
            }
        }
    }

    /// Executes a command that returns a value of a known type.
    ///
    /// **Throws:** `API_IncompatibleCmdArgumentType` when it returns another type.
    public func command<Output: CommandValue>(
        _ name: String, _ argument: (any CommandValue)? = nil, returning type: Output.Type
    ) throws -> Output {
        let result = try command(name, argument?.any ?? .null)
        guard let value = Output(any: result) else {
            throw DevFailed(
                .incompatibleCommandArgument,
                "Command \(name) of \(self.name) did not return \(Output.commandType) but \(result.typeCode).")
        }
        return value
    }

    /// The commands and their types.
    public func commandList() throws -> [DevCmdInfo_2] {
        try object.call("command_list_query_2") { connection in
            if connection.level >= 2 { return try connection.device.command_list_query_2() }
            return try connection.device.command_list_query().map { DevCmdInfo_2($0) }
        }
    }

    /// One command and its types.
    public func commandInfo(_ name: String) throws -> DevCmdInfo_2 {
        try object.call("command_query_2") { connection in
            if connection.level >= 2 { return try connection.device.command_query_2(name) }
            return DevCmdInfo_2(try connection.device.command_query(name))
        }
    }
}

extension DevCmdInfo_2 {
    init(_ old: DevCmdInfo) {
        self.init(
            cmd_name: old.cmd_name, level: .OPERATOR, cmd_tag: old.cmd_tag, in_type: old.in_type,
            out_type: old.out_type, in_type_desc: old.in_type_desc, out_type_desc: old.out_type_desc)
    }
}
