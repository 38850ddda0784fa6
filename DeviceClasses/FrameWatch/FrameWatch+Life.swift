import FrameEngine
import Log
public import TangoIDL
import TangoServer
import TangoTypes

extension FrameWatch {
    /// Reads the properties and opens the engine; from then on the engine sets the state.
    public func initialize() {
        context.setState(.INIT, status: "The frame engine is starting.")
        var configuration = EngineProperties.parse(context.configuredProperties, instance: context.server.instance)
        useMemorizedValues(in: &configuration)
        configuration.problems += loadRegions()
        showAsSet(configuration.properties)
        let engine = FrameEngine(configuration, after: history, logger: context.logger)
        self.engine = engine
        engine.open(observer: publisher)
    }

    /// Ends the engine with its workers. What it counted goes on after `Init`.
    public func shutdown() {
        engine?.close()
        history = engine?.history ?? history
        engine = nil
    }

    /// The engine's word: qualities of attributes do not change it. Asked anew, so that a client that has started or
    /// stopped the engine sees it at once; the event may come a moment later.
    public func deviceState(computed: () throws -> DevState) -> DevState {
        engine.map { DevState($0.snapshot.state) } ?? context.state
    }

    /// The engine's sentence.
    public func deviceStatus(computed: () throws -> String) -> String {
        engine?.snapshot.status ?? context.status ?? ""
    }

    /// A memorized value wins over the property of the same name. The engine must know it before it looks at its first
    /// frame, which is why the framework does not write it afterwards.
    private func useMemorizedValues(in configuration: inout EngineProperties.Parsed) {
        if let path = context.setValue(of: Keys.remoteDir) { configuration.properties.remoteDirectory = path }
        if let count = context.setValue(of: Keys.maxSubProcess) {
            if EngineLimits.maxSubProcesses.contains(Int(count)) {
                configuration.properties.maxSubProcesses = Int(count)
            } else {
                configuration.problems.append(
                    .memorized(Keys.maxSubProcess.name, "\(count)", allowed: "\(EngineLimits.maxSubProcesses)"))
            }
        }
        if let seconds = context.setValue(of: Keys.tickInterval) {
            if EngineLimits.tickInterval.contains(seconds) {
                configuration.properties.tickInterval = seconds
            } else {
                configuration.problems.append(
                    .memorized(Keys.tickInterval.name, "\(seconds)", allowed: "\(EngineLimits.tickInterval)"))
            }
        }
    }

    /// Panels open with what is in force.
    private func showAsSet(_ properties: EngineProperties) {
        context.showAsSet(properties.remoteDirectory, of: Keys.remoteDir)
        context.showAsSet(Int32(clamping: properties.maxSubProcesses), of: Keys.maxSubProcess)
        context.showAsSet(properties.tickInterval, of: Keys.tickInterval)
        context.showAsSet(regions.names, of: Keys.roiNames)
        context.showAsSet(regions.image, of: Keys.rois)
    }

    /// What the attributes show now.
    var shown: ShownValues { ShownValues(engine: engine?.snapshot ?? EngineSnapshot(), regions: regions) }

    /// Asks the engine; what it refuses becomes an error for the client.
    func ask<Answer>(
        origin: String = #function, _ request: (FrameEngine) throws(EngineError) -> Answer
    ) throws(DevFailed) -> Answer {
        guard let engine else { throw .notReady(origin: origin) }
        do {
            return try request(engine)
        } catch {
            throw DevFailed(error, origin: origin)
        }
    }
}

extension PropertyProblem {
    /// A memorized value that somebody changed to what no write would have been allowed to.
    fileprivate static func memorized(_ attribute: String, _ value: String, allowed: String) -> PropertyProblem {
        PropertyProblem(property: "\(attribute) (memorized)", value: value, allowed: allowed)
    }
}
