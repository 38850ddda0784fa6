import FrameTypes
public import Log
import Synchronization

/// Finds frames, merges their metadata, archives them, and loses none.
///
/// One value per device. `open` starts it, `close` ends it for good; between them `start` and `stop` switch the work.
///
/// **Isolation**: any thread; nothing here waits for a frame, a worker or a destination, except
/// ``setRemoteDirectory(_:)``, which looks at the new destination.
public final class FrameEngine: Sendable {
    private let state: Mutex<EngineSnapshot>

    /// Makes an engine; nothing is touched before ``open()``.
    ///
    /// - Parameters:
    ///   - configuration: the properties and what was wrong about them.
    ///   - workerExecutable: path of `framewatch-worker`; nil: beside the running executable.
    ///   - logger: where milestones and failures go.
    public init(_ configuration: EngineProperties.Parsed, workerExecutable: String? = nil, logger: Logger) {
        var snapshot = EngineSnapshot()
        snapshot.rawDirectory = configuration.properties.rawDirectory
        state = Mutex(snapshot)
    }

    // MARK: Life

    /// Opens directories and ledger, picks up what an earlier process left, and starts to work if so configured.
    /// Never fails: what is wrong becomes the state ``EngineState/fault`` with a status.
    public func open(observer: (any EngineObserver)? = nil) {}

    /// Ends all work, all workers and all threads. Idempotent; the engine cannot be opened again.
    public func close() {}

    /// Starts to work. Idempotent. After a fault it looks at everything again.
    ///
    /// **Throws**: ``EngineError/Code/cannotRun``.
    public func start() throws(EngineError) {}

    /// Stops: no new step begins; what runs may end, for at most two seconds. Idempotent.
    public func stop() {}

    /// Looks at the raw directory now.
    public func rescan() {}

    // MARK: Values

    /// All values at this moment. Takes a short lock.
    public var snapshot: EngineSnapshot { state.withLock { $0 } }

    /// Sets the destination of the frames that are found from now on; every name that lies in the raw directory now
    /// keeps the old one. Missing directories are created below the root, or one level without a root.
    ///
    /// **Throws**: ``EngineError/Code/invalidDirectory``.
    public func setRemoteDirectory(_ path: String) throws(EngineError) {}

    /// Sets the upper limit of worker processes, 1…64; takes effect at once.
    ///
    /// **Throws**: ``EngineError/Code/invalidValue``.
    public func setMaxSubProcesses(_ count: Int) throws(EngineError) {}

    /// Sets the base tick. **Unit**: s, 0.01…3600.
    ///
    /// **Throws**: ``EngineError/Code/invalidValue``.
    public func setTickInterval(_ seconds: Double) throws(EngineError) {}

    // MARK: Plugins

    /// Tick and offset of one plugin.
    ///
    /// **Throws**: ``EngineError/Code/unknownPlugin``.
    public func pluginTiming(_ name: String) throws(EngineError) -> (tick: Int, offset: Int) {
        throw EngineError(.unknownPlugin, "There is no plugin \"\(name)\".")
    }

    /// Sets tick (at least 1) and offset (at least 0) of one plugin.
    ///
    /// **Throws**: ``EngineError/Code/unknownPlugin``, ``EngineError/Code/invalidValue``.
    public func setPluginTiming(_ name: String, tick: Int, offset: Int) throws(EngineError) {}

    /// Lets the step of a plugin work, or makes it wait.
    ///
    /// **Throws**: ``EngineError/Code/unknownPlugin``.
    public func setPlugin(_ name: String, enabled: Bool) throws(EngineError) {}

    /// The table of plugins: name padded to 20 columns, tab, tick, tab, offset, a line end after each.
    public var pluginInfo: String { PluginTable.text(snapshot.plugins) }

    // MARK: Questions

    /// Where a frame is, why, and its history, as JSON. The frame is named by base name, raw path, archived path or id.
    ///
    /// **Throws**: ``EngineError/Code/unknownFrame``, ``EngineError/Code/ledger``.
    public func explain(_ frame: String) throws(EngineError) -> String {
        throw EngineError(.unknownFrame, "No frame \"\(frame)\" is known.")
    }
}
