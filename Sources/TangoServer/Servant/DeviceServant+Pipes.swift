import ORBBridge
import TangoIDL
import TangoTypes

extension DeviceServant {
    func get_pipe_config_5(_ names: DevVarStringArray, _ call: CallInfo) throws -> PipeConfigList {
        note(.plain("get_pipe_config_5"), call)
        return try device.pipeConfigurations(names)
    }

    func set_pipe_config_5(_ new_conf: PipeConfigList, _ cl_ident: ClntIdent, _ call: CallInfo) throws {
        note(.plain("set_pipe_config_5"), call, cl_ident)
        try protect("set_pipe_config_5", cl_ident, call)
        try device.setPipeConfigurations(new_conf)
    }

    func read_pipe_5(_ name: String, _ cl_ident: ClntIdent, _ call: CallInfo) throws -> DevPipeData {
        note(.writeOne("read_pipe_5", name), call, cl_ident)
        return try answering("reading a pipe") { try device.readPipe(name) }
    }

    func write_pipe_5(_ value: DevPipeData, _ cl_ident: ClntIdent, _ call: CallInfo) throws {
        note(.writeOne("write_pipe_5", value.name), call, cl_ident)
        try protect("write_pipe_5", cl_ident, call)
        try answering("writing a pipe") { try device.writePipe(value) }
    }

    func write_read_pipe_5(_ value: DevPipeData, _ cl_ident: ClntIdent, _ call: CallInfo) throws -> DevPipeData {
        note(.writeOne("write_read_pipe_5", value.name), call, cl_ident)
        try protect("write_read_pipe_5", cl_ident, call)
        return try answering("writing and reading a pipe") { try device.writeReadPipe(value) }
    }
}
