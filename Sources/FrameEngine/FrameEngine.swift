import FrameTypes
import Glibc
import Ledger
public import Log
import POSIXFiles
import Synchronization

/// Finds frames, merges their metadata, archives them, and loses none.
///
/// One value per device. `open` starts it, `close` ends it for good; between them `start` and `stop` switch the work.
///
/// **Isolation**: any thread; nothing here waits for a frame, a worker or a destination, except
/// ``setRemoteDirectory(_:)``, which looks at the new destination for
/// two seconds at most.
public final class FrameEngine: Sendable {
    private struct Life: Sendable {
        var thread: DedicatedThread?
        var mailbox: Mailbox?
        var board: SnapshotBoard?
        var isClosed = false
        var history: EngineHistory
    }

    private let configuration: EngineProperties.Parsed
    private let workerExecutable: String
    private let logger: Logger
    private let hooks: EngineHooks
    private let life: Mutex<Life>

    /// Makes an engine; nothing is touched before ``open(observer:)``.
    ///
    /// - Parameters:
    ///   - configuration: the properties and what was wrong about them.
    ///   - workerExecutable: path of `framewatch-worker`; nil: beside the running executable.
    ///   - history: what the engine before this one did, so that its counters go on.
    ///   - logger: where milestones and failures go.
    public convenience init(
        _ configuration: EngineProperties.Parsed, workerExecutable: String? = nil,
        after history: EngineHistory = EngineHistory(), logger: Logger
    ) {
        self.init(
            configuration, workerExecutable: workerExecutable, after: history, logger: logger, hooks: EngineHooks())
    }

    init(
        _ configuration: EngineProperties.Parsed, workerExecutable: String?,
        after history: EngineHistory = EngineHistory(),
        logger: Logger, hooks: EngineHooks
    ) {
        life = Mutex(Life(history: history))
        self.hooks = hooks
        self.configuration = configuration
        self.workerExecutable = workerExecutable ?? Self.workerBesideExecutable()
        self.logger = logger
    }

    private static func workerBesideExecutable() -> String {
        guard let own = realpath("/proc/self/exe", nil) else { return "framewatch-worker" }
        defer { free(own) }
        return Paths.join(Paths.directory(of: String(cString: own)), "framewatch-worker")
    }

    // MARK: Life

    /// Opens directories and ledger, picks up what an earlier process left, and starts to work if so configured.
    /// Never fails: what is wrong becomes the state ``EngineState/fault`` with a status. Idempotent.
    ///
    /// Waits a moment for the result, so that the first look at the state usually tells it.
    public func open(observer: (any EngineObserver)? = nil) {
        do {
            let mailbox = try life.withLock { life throws -> Mailbox? in
                guard life.thread == nil, !life.isClosed else { return nil }
                let mailbox = try Mailbox()
                let board = try SnapshotBoard(
                    firstSnapshot(after: life.history), lookInterval: hooks.lookInterval)
                if let observer { try board.observe(observer) }
                let history = life.history
                life.thread = try DedicatedThread(name: "engine") { [self] in
                    let core = EngineCore(
                        configuration, workerExecutable: workerExecutable, mailbox: mailbox, board: board,
                        logger: logger, hooks: hooks, history: history)
                    core.run()
                    let done = core.doneSoFar
                    self.life.withLock { $0.history = done }
                }
                life.mailbox = mailbox
                life.board = board
                return mailbox
            }
            _ = mailbox?.ask { $0.publish() }
        } catch {
            logger.error("The frame engine cannot be started: \(error)")
        }
    }

    /// Ends all work, all workers and all threads. Idempotent; the engine cannot be opened again. Takes some seconds at
    /// most: what hangs at a destination is left behind and logged, and the next start goes on from the ledger.
    public func close() {
        let (thread, mailbox, board) = life.withLock { life in
            life.isClosed = true
            return (life.thread.take(), life.mailbox, life.board)
        }
        mailbox?.post { $0.isClosing = true }
        if thread?.join(within: .seconds(10)) == false {
            logger.error("The frame engine hangs and is left behind: a local file system does not answer.")
        }
        board?.close()
    }

    /// Starts to work. Idempotent. After a fault it looks at everything again.
    ///
    /// **Throws**: ``EngineError/Code/cannotRun``.
    public func start() throws(EngineError) {
        if let refusal = try ask({ $0.start() }) { throw refusal }
    }

    /// Stops: no new step begins; what runs may end, for at most two seconds. Idempotent.
    ///
    /// **Throws**: ``EngineError/Code/cannotRun`` when the engine does not answer: what it does goes on.
    public func stop() throws(EngineError) {
        // A closed engine does nothing.
        guard let mailbox, !mailbox.isClosed else { return }
        try ask { $0.stop() }
    }

    /// Looks at the raw directory now.
    ///
    /// **Throws**: ``EngineError/Code/cannotRun`` when it cannot be looked at.
    public func rescan() throws(EngineError) {
        if let refusal = try ask({ $0.rescan() }) { throw refusal }
    }

    // MARK: Values

    /// All values at this moment. Takes a short lock.
    public var snapshot: EngineSnapshot {
        let (board, history) = life.withLock { ($0.board, $0.history) }
        return board?.snapshot ?? firstSnapshot(after: history)
    }

    /// What was done when the engine was closed, for the one that comes after it.
    public var history: EngineHistory { life.withLock { $0.history } }

    /// Sets the destination of the frames that are found from now on; every name that lies in the raw directory now
    /// keeps the old one. Missing directories are created below the root, or one level without a root.
    ///
    /// **Throws**: ``EngineError/Code/invalidDirectory``.
    public func setRemoteDirectory(_ path: String) throws(EngineError) {
        let properties = configuration.properties
        let resolved = try Destination.resolve(path, properties)
        let mounts = try ask { $0.mounts }
        let hooks = hooks
        let looked = BoundedCall.run(resolved, within: .seconds(2)) { () -> Result<String?, EngineError> in
            Result { () throws(EngineError) -> String? in
                hooks.atDestination(resolved)
                try Destination.prepare(resolved, properties, mounts)
                return DestinationMounts.point(of: resolved)
            }
        }
        guard let looked else {
            throw EngineError(
                .invalidDirectory,
                "RemoteDir \"\(path)\" does not answer: its file system hangs. Choose another directory, or try again "
                    + "when it answers.")
        }
        let mountPoint = try looked.get()
        if let refusal = try ask({ $0.setRemote(resolved, asWritten: path, mountPoint: mountPoint) }) { throw refusal }
    }

    /// Sets the upper limit of worker processes, 1…64; takes effect at once.
    ///
    /// **Throws**: ``EngineError/Code/invalidValue``.
    public func setMaxSubProcesses(_ count: Int) throws(EngineError) {
        let range = EngineLimits.maxSubProcesses
        guard range.contains(count) else {
            throw EngineError(
                .invalidValue,
                "MaxSubProcess cannot be \(count): allowed is \(range.lowerBound) to \(range.upperBound).")
        }
        try ask { $0.setMaxSubProcesses(count) }
    }

    /// Sets the base tick. **Unit**: s, 0.01…3600.
    ///
    /// **Throws**: ``EngineError/Code/invalidValue``.
    public func setTickInterval(_ seconds: Double) throws(EngineError) {
        let range = EngineLimits.tickInterval
        guard range.contains(seconds) else {
            throw EngineError(
                .invalidValue,
                "TickInterval cannot be \(seconds) s: allowed is \(range.lowerBound) to \(range.upperBound) s.")
        }
        try ask { $0.setTickInterval(seconds) }
    }

    // MARK: Plugins

    /// Tick and offset of one plugin.
    ///
    /// **Throws**: ``EngineError/Code/unknownPlugin``.
    public func pluginTiming(_ name: String) throws(EngineError) -> (tick: Int, offset: Int) {
        let plugins = snapshot.plugins
        guard let plugin = plugins.first(where: { $0.name == name }) else {
            throw EngineError.unknownPlugin(name, known: plugins.map(\.name))
        }
        return (plugin.timing.tick, plugin.timing.offset)
    }

    /// Sets tick (at least 1) and offset (at least 0) of one plugin.
    ///
    /// **Throws**: ``EngineError/Code/unknownPlugin``, ``EngineError/Code/invalidValue``.
    public func setPluginTiming(_ name: String, tick: Int, offset: Int) throws(EngineError) {
        let refusal = try ask { core in
            defer { core.publish() }
            return core.setTiming(name, tick: tick, offset: offset)
        }
        if let refusal { throw refusal }
    }

    /// Lets the step of a plugin work, or makes it wait.
    ///
    /// **Throws**: ``EngineError/Code/unknownPlugin``.
    public func setPlugin(_ name: String, enabled: Bool) throws(EngineError) {
        let refusal = try ask { core in
            defer { core.publish() }
            return core.setPlugin(name, enabled: enabled)
        }
        if let refusal { throw refusal }
    }

    /// The table of plugins: name padded to 20 columns, tab, tick, tab, offset, a line end after each.
    public var pluginInfo: String { PluginTable.text(snapshot.plugins) }

    // MARK: Questions

    /// Where a frame is, why, and its history, as JSON. The frame is named by base name, raw path, archived path or id.
    ///
    /// **Throws**: ``EngineError/Code/unknownFrame``, ``EngineError/Code/ledger``.
    public func explain(_ frame: String) throws(EngineError) -> String {
        let (live, services) = try ask { ($0.live(frame), $0.services) }
        var records: [FrameRecord] = []
        do throws(LedgerError) {
            records = try services?.reader.frames(named: frame, limit: 20) ?? []
        } catch {
            throw EngineError(.ledger, error.message)
        }
        guard let explanation = Explanation(records, live: live) else {
            throw EngineError(
                .unknownFrame, "No frame \"\(frame)\" is known. Give its base name, its path, or its number.")
        }
        return explanation.json
    }

    // MARK: Private

    private var mailbox: Mailbox? { life.withLock { $0.mailbox } }

    func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (EngineCore) -> Answer
    ) throws(EngineError) -> Answer {
        guard let mailbox, !mailbox.isClosed else { throw closed }
        guard let answer = mailbox.ask(question) else {
            guard !mailbox.isClosed else { throw closed }
            throw EngineError(
                .cannotRun, "The engine does not answer now: a file system hangs, or there is very much to look at.")
        }
        return answer
    }

    private var closed: EngineError {
        EngineError(.cannotRun, "The engine is closed. Init starts it again.")
    }

    private func firstSnapshot(after history: EngineHistory) -> EngineSnapshot {
        let properties = configuration.properties
        var snapshot = EngineSnapshot()
        history.show(in: &snapshot)
        snapshot.rawDirectory = properties.rawDirectory
        snapshot.temporaryDirectory = properties.temporaryDirectory
        snapshot.processedDirectory = properties.processedDirectory
        snapshot.remoteDirectory = (try? Destination.resolve(properties.remoteDirectory, properties)) ?? ""
        snapshot.remoteDirectoryAsWritten = properties.remoteDirectory
        snapshot.maxSubProcesses = properties.maxSubProcesses
        snapshot.tickInterval = properties.tickInterval
        snapshot.minFileSize = properties.minFileSize
        snapshot.minFileAge = properties.minFileAge
        snapshot.sidecarWait = properties.sidecarWait
        return snapshot
    }
}
