import FrameEngine
import FrameTypes
import TangoIDL
import TangoTypes

/// What commands and writes ask of the engine.
extension FrameWatch {
    // MARK: Work

    func start() throws(DevFailed) { try ask { (engine) throws(EngineError) in try engine.start() } }
    func stop() throws(DevFailed) {
        guard engine != nil else { return }
        try ask { (engine) throws(EngineError) in try engine.stop() }
    }
    func rescan() throws(DevFailed) { try ask { (engine) throws(EngineError) in try engine.rescan() } }

    // MARK: Settings

    func setRemoteDirectory(_ path: String) throws(DevFailed) {
        try ask { (engine) throws(EngineError) in try engine.setRemoteDirectory(path) }
    }

    func setMaxSubProcesses(_ count: Int32) throws(DevFailed) {
        try ask { (engine) throws(EngineError) in try engine.setMaxSubProcesses(Int(count)) }
    }

    func setTickInterval(_ seconds: Double) throws(DevFailed) {
        try ask { (engine) throws(EngineError) in try engine.setTickInterval(seconds) }
    }

    // MARK: Plugins

    var pluginCount: Int32 { Int32(clamping: shown.plugins.count) }

    var plugins: DevVarLongStringArray {
        let plugins = shown.plugins
        return DevVarLongStringArray(
            lvalue: plugins.flatMap { [Int32(clamping: $0.timing.tick), Int32(clamping: $0.timing.offset)] },
            svalue: plugins.map(\.name))
    }

    var pluginInfo: String { engine?.pluginInfo ?? "" }

    func pluginTiming(_ name: String) throws(DevFailed) -> [Int32] {
        let timing = try ask { (engine) throws(EngineError) in try engine.pluginTiming(name) }
        return [Int32(clamping: timing.tick), Int32(clamping: timing.offset)]
    }

    func setPluginTiming(_ argument: DevVarLongStringArray) throws(DevFailed) {
        guard argument.lvalue.count == 2, argument.svalue.count == 1 else {
            throw .invalidArgument(
                "SetPluginTiming got \(argument.lvalue.count) numbers and \(argument.svalue.count) texts: "
                    + "give two numbers, tick and offset, and one text, the name of the plugin.")
        }
        try ask { (engine) throws(EngineError) in
            try engine.setPluginTiming(
                argument.svalue[0], tick: Int(argument.lvalue[0]), offset: Int(argument.lvalue[1]))
        }
    }

    func setPlugin(_ name: String, enabled: Bool) throws(DevFailed) {
        try ask { (engine) throws(EngineError) in try engine.setPlugin(name, enabled: enabled) }
    }

    // MARK: Questions

    func explain(_ frame: String) throws(DevFailed) -> String {
        try ask { (engine) throws(EngineError) in try engine.explain(frame) }
    }
}
