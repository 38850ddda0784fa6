import ORBBridge
import TangoIDL
import TangoTypes

extension DeviceServant {
    func get_pipe_config_5(_ names: DevVarStringArray, _ call: CallInfo) throws -> PipeConfigList {
        note(.plain("get_pipe_config_5"), call)
        if names.count == 1, names[0].lowercased() == "all pipes" { return [] }
        throw noPipe(names.first ?? "")
    }

    func set_pipe_config_5(_ new_conf: PipeConfigList, _ cl_ident: ClntIdent, _ call: CallInfo) throws {
        note(.plain("set_pipe_config_5"), call, cl_ident)
        if let first = new_conf.first { throw noPipe(first.name) }
    }

    func read_pipe_5(_ name: String, _ cl_ident: ClntIdent, _ call: CallInfo) throws -> DevPipeData {
        note(.write("read_pipe_5", [name]), call, cl_ident)
        throw noPipe(name)
    }

    func write_pipe_5(_ value: DevPipeData, _ cl_ident: ClntIdent, _ call: CallInfo) throws {
        note(.write("write_pipe_5", [value.name]), call, cl_ident)
        throw noPipe(value.name)
    }

    func write_read_pipe_5(_ value: DevPipeData, _ cl_ident: ClntIdent, _ call: CallInfo) throws -> DevPipeData {
        note(.write("write_read_pipe_5", [value.name]), call, cl_ident)
        throw noPipe(value.name)
    }

    private func noPipe(_ name: String) -> DevFailed {
        DevFailed(.pipeNotFound, "\(name) pipe not found", origin: "DeviceClass::get_pipe_by_name")
    }
}
