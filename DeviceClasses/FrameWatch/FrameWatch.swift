import FrameEngine
import FrameTypes
import TangoIDL
public import TangoServer
import TangoTypes

/// The device between a detector and the data that a beamline keeps.
///
/// This file is the contract: every attribute, command and property. The values are those of the frame engine, and
/// so are state and status; the device itself only keeps the regions of interest.
public actor FrameWatch: Device {
    /// The attributes, in the order in which clients list them.
    @AttributeRowBuilder static var attributeTable: [AttributeRow] {
        AttributeRow(Keys.rawDir, "where the detector writes") { $0.rawDirectory }
        AttributeRow(Keys.tempDir, "work area, on the file system of RawDir") { $0.temporaryDirectory }
        AttributeRow(Keys.processedDir, "finished sets that wait for archiving") { $0.processedDirectory }
        AttributeRow(
            Keys.remoteDir, "final destination of the frames found from now on; absolute, or relative to RemoteRoot",
            memorized: .memory, write: { try $0.setRemoteDirectory($1) }
        ) { $0.remoteDirectory }
        AttributeRow(
            Keys.maxSubProcess, "upper limit of worker processes that run at once", min: 1, max: 64,
            memorized: .memory, write: { try $0.setMaxSubProcesses($1) }
        ) { Int32(clamping: $0.maxSubProcesses) }
        AttributeRow(
            Keys.tickInterval, "base tick of the engine", unit: "s", format: "%8.3f", min: 0.01, max: 3600,
            memorized: .memory, write: { try $0.setTickInterval($1) }
        ) { $0.tickInterval }
        AttributeRow(Keys.minFileSize, "smaller files are not complete", unit: "byte") { $0.minFileSize }
        AttributeRow(Keys.minFileAge, "time since the last change before a file counts as settled", unit: "s") {
            $0.minFileAge
        }
        AttributeRow(Keys.sidecarWait, "how long a frame waits for its metadata", unit: "s") { $0.sidecarWait }
        AttributeRow(Keys.tickCount, "base ticks since start") { Int64($0.tickCount) }
        AttributeRow(Keys.subProcessCount, "worker processes running now") { Int32(clamping: $0.subProcessCount) }

        AttributeRow(Keys.pluginNames, "plugins, in firing order", maxX: 256) { $0.plugins.map(\.name) }
        AttributeRow(Keys.pluginTicks, "base ticks between two firings, of each plugin", maxX: 256) {
            $0.plugins.map { Int32(clamping: $0.timing.tick) }
        }
        AttributeRow(Keys.pluginOffsets, "base ticks by which each plugin fires late", maxX: 256) {
            $0.plugins.map { Int32(clamping: $0.timing.offset) }
        }
        AttributeRow(Keys.pluginStates, "IDLE, RUNNING, DISABLED or FAILED, of each plugin", maxX: 256) {
            $0.plugins.map(\.state.rawValue)
        }

        AttributeRow(Keys.framesFound, "settled frames since start: pending + archived + failed + discarded") {
            Int64($0.framesFound)
        }
        AttributeRow(Keys.framesPending, "frames on their way") { Int64($0.framesPending) }
        AttributeRow(Keys.framesArchived, "frames in the archive, verified") { Int64($0.framesArchived) }
        AttributeRow(Keys.framesFailed, "frames set aside; Explain says why") { Int64($0.framesFailed) }
        AttributeRow(Keys.framesDiscarded, "frames thrown away by DiscardPatterns") { Int64($0.framesDiscarded) }
        AttributeRow(Keys.bytesArchived, "bytes in the archive since start", unit: "byte") { $0.bytesArchived }
        AttributeRow(Keys.frameRate, "frames archived, over the last 60 s", unit: "1/s") { $0.frameRate }
        AttributeRow(Keys.dataRate, "data archived, over the last 60 s", unit: "MB/s") { $0.dataRate }
        AttributeRow(
            Keys.latency, "from raw frame complete to archived, over the last 60 s", unit: "s", format: "%8.3f"
        ) {
            $0.latency
        }

        AttributeRow(
            Keys.rawUsed, "use of the RAM disk", unit: "%", alarms: AlarmLevels(max: 75, maxWarning: 60)
        ) { $0.rawUsed }
        AttributeRow(
            Keys.remoteUsed, "use of the destination", unit: "%", alarms: AlarmLevels(max: 95, maxWarning: 90)
        ) { $0.remoteUsed }
        AttributeRow(Keys.timeToFull, "until the RAM disk is full at the present rates; infinite: never", unit: "s") {
            $0.timeToFull ?? .infinity
        }
        AttributeRow(Keys.level, "back-pressure") { Level($0.level) }
        AttributeRow(Keys.lastFrame, "path of the frame archived last") { $0.lastFrame.isEmpty ? nil : $0.lastFrame }
        AttributeRow(Keys.lastError, "the last failure, empty when there was none") { $0.lastError }

        AttributeRow(
            Keys.roiNames, "names of the regions of interest: letters, digits, underscores", maxX: Regions.limit,
            write: { try $0.setRegionNames($1) }
        ) { $0.regions.names }
        AttributeRow(
            Keys.rois, "regions of interest, one per row: x, y, width, height", unit: "pixel", maxX: 4,
            maxY: Regions.limit, write: { try $0.setRegions($1) }
        ) { $0.regions.image }
        AttributeRow(Keys.roiSums, "sums over the regions of the last frame", unit: "count", maxX: Regions.limit) { _ in
            nil
        }
        AttributeRow(Keys.frameSum, "sum of all pixels of the last frame", unit: "count", format: "%10.6g") {
            $0.frameStatistics?.sum
        }
        AttributeRow(Keys.frameMax, "greatest pixel of the last frame", unit: "count", format: "%10.6g") {
            $0.frameStatistics?.max
        }
        AttributeRow(Keys.preview, "the last frame, down-sampled", maxX: 512, maxY: 512) { _ in nil }
        // This format tells ATKPanel and Jive to draw it.
        AttributeRow(Keys.previewJPEG, "the last frame, down-sampled, as JPEG_GRAY8", format: "RawImage") { _ in nil }

        AttributeRow(Keys.unitsPerState, "frames in each state of UnitStates", maxX: 32) {
            $0.unitsPerState.map(Int64.init)
        }
        AttributeRow(Keys.unitStates, "states of a frame, in the order of its way", maxX: 32) { _ in
            UnitState.allCases.map(\.rawValue)
        }
        AttributeRow(
            Keys.oldestPending, "age of the oldest frame that is neither archived, discarded nor quarantined",
            unit: "s",
            alarms: AlarmLevels(max: 300, maxWarning: 60)
        ) { $0.oldestPending }
        AttributeRow(Keys.hold, "true while the acquisition should pause") { $0.hold }

        AttributeRow(Keys.runId, "the run in progress, or the last one") { _ in nil }
        AttributeRow(Keys.runName, "name of the run in progress, or the last one") { _ in nil }
        AttributeRow(Keys.runState, "where the run stands") { _ in RunState.idle }
        AttributeRow(Keys.framesExpected, "frames that the run was announced with; 0: not announced") { _ in 0 }
        AttributeRow(Keys.framesDurable, "frames of the run that are archived, verified and synced") { _ in 0 }
        AttributeRow(Keys.runVerdict, "JSON of the last ended run") { _ in nil }
    }

    /// What clients see.
    public static let interface = Interface<FrameWatch>(
        "FrameWatch", description: "Archives detector frames with their metadata, and loses none", pushesState: true
    ) {
        for row in attributeTable { row.attribute }
    } commands: {
        Command("Start") { try $0.start() }
        Command("Stop") { try $0.stop() }
        Command("Rescan") { try $0.rescan() }

        Command("GetPluginCount", returning: Int32.self) { $0.pluginCount }
        Command(
            "GetPlugins", returning: DevVarLongStringArray.self, outputDescription: "tick and offset of each; names"
        ) { $0.plugins }
        Command("GetPluginInfo", returning: String.self, outputDescription: "a line per plugin: name, tick, offset") {
            $0.pluginInfo
        }
        Command(
            "GetPluginTiming", taking: String.self, returning: [Int32].self, inputDescription: "name",
            outputDescription: "tick, offset"
        ) { try $0.pluginTiming($1) }
        Command("SetPluginTiming", taking: DevVarLongStringArray.self, inputDescription: "[tick, offset], [name]") {
            try $0.setPluginTiming($1)
        }
        Command("EnablePlugin", taking: String.self, inputDescription: "name") { try $0.setPlugin($1, enabled: true) }
        Command("DisablePlugin", taking: String.self, inputDescription: "name") { try $0.setPlugin($1, enabled: false) }
        Command("ReloadPlugins", returning: Int32.self, outputDescription: "number of plugins found") { _ in
            throw DevFailed.notBuilt("ReloadPlugins", instead: "the three built-in plugins are always there")
        }

        Command(
            "PrepareRun", taking: String.self, returning: String.self,
            inputDescription: "JSON, all optional: name, expected, directory, pattern, metadata",
            outputDescription: "id of the run"
        ) { _, _ in
            throw DevFailed.notBuilt("PrepareRun", instead: "frames are archived without a run, too")
        }
        Command("EndRun") { _ in
            throw DevFailed.notBuilt("EndRun", instead: "everything is saved when FramesPending is 0")
        }
        Command("AbortRun", taking: String.self, inputDescription: "reason") { _, _ in
            throw DevFailed.notBuilt("AbortRun", instead: "Stop ends the work")
        }

        Command(
            "Explain", taking: String.self, returning: String.self, inputDescription: "frame: file name, path or id",
            outputDescription: "JSON: where it is, why, and its history"
        ) { try $0.explain($1) }
        Command("RetryFailed", returning: Int32.self, outputDescription: "frames that go back into the flow") { _ in
            throw DevFailed.notBuilt("RetryFailed", instead: "copy the files from the quarantine back into RawDir")
        }
        Command("Audit", returning: DevVarLongStringArray.self, outputDescription: "findings") { _ in
            throw DevFailed.notBuilt("Audit", instead: "Explain answers for one frame")
        }
        Command(
            "Query", taking: String.self, returning: String.self, inputDescription: "JSON: a read-only question",
            outputDescription: "JSON"
        ) { _, _ in
            throw DevFailed.notBuilt("Query", instead: "fwctl ls and fwctl explain read the ledger")
        }
    } properties: {
        for property in propertyTable { property }
    }

    // MARK: What the device holds

    /// What the framework gave to this device.
    public nonisolated let context: DeviceContext
    /// Sends what the engine tells.
    let publisher: EventPublisher
    /// Does the work; nil before ``initialize()`` and after ``shutdown()``.
    var engine: FrameEngine?
    /// What the engines before this one did.
    var history = EngineHistory()
    /// The regions of interest.
    var regions = Regions()

    /// Makes the device; nothing is touched yet.
    public init(context: DeviceContext) {
        self.context = context
        publisher = EventPublisher(context)
    }
}
