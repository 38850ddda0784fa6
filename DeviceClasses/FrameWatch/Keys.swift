import TangoIDL
import TangoServer
import TangoTypes

/// Names and types of the attributes.
enum Keys {
    // MARK: Where

    static let rawDir = AttributeKey<String>("RawDir")
    static let tempDir = AttributeKey<String>("TempDir")
    static let processedDir = AttributeKey<String>("ProcessedDir")
    static let remoteDir = AttributeKey<String>("RemoteDir")

    // MARK: How

    static let maxSubProcess = AttributeKey<Int32>("MaxSubProcess")
    static let tickInterval = AttributeKey<Double>("TickInterval")
    static let minFileSize = AttributeKey<Int64>("MinFileSize")
    static let minFileAge = AttributeKey<Double>("MinFileAge")
    static let sidecarWait = AttributeKey<Double>("SidecarWait")
    static let tickCount = AttributeKey<Int64>("TickCount")
    static let subProcessCount = AttributeKey<Int32>("SubProcessCount")
    static let pluginNames = AttributeKey<[String]>("PluginNames")
    static let pluginTicks = AttributeKey<[Int32]>("PluginTicks")
    static let pluginOffsets = AttributeKey<[Int32]>("PluginOffsets")
    static let pluginStates = AttributeKey<[String]>("PluginStates")

    // MARK: How much

    static let framesFound = AttributeKey<Int64>("FramesFound")
    static let framesPending = AttributeKey<Int64>("FramesPending")
    static let framesArchived = AttributeKey<Int64>("FramesArchived")
    static let framesFailed = AttributeKey<Int64>("FramesFailed")
    static let framesDiscarded = AttributeKey<Int64>("FramesDiscarded")
    static let bytesArchived = AttributeKey<Int64>("BytesArchived")
    static let frameRate = AttributeKey<Double>("FrameRate")
    static let dataRate = AttributeKey<Double>("DataRate")
    static let latency = AttributeKey<Double>("Latency")

    // MARK: How full

    static let rawUsed = AttributeKey<Double>("RawUsed")
    static let remoteUsed = AttributeKey<Double>("RemoteUsed")
    static let timeToFull = AttributeKey<Double>("TimeToFull")
    static let level = AttributeKey<Level>("Level")
    static let hold = AttributeKey<Bool>("Hold")
    static let oldestPending = AttributeKey<Double>("OldestPending")
    static let unitsPerState = AttributeKey<[Int64]>("UnitsPerState")
    static let unitStates = AttributeKey<[String]>("UnitStates")

    // MARK: The last frame

    static let lastFrame = AttributeKey<String>("LastFrame")
    static let lastError = AttributeKey<String>("LastError")
    static let roiNames = AttributeKey<[String]>("RoiNames")
    static let rois = AttributeKey<Image<Int32>>("Rois")
    static let roiSums = AttributeKey<[Double]>("RoiSums")
    static let frameSum = AttributeKey<Double>("FrameSum")
    static let frameMax = AttributeKey<Double>("FrameMax")
    static let preview = AttributeKey<Image<UInt16>>("Preview")
    static let previewJPEG = AttributeKey<DevEncoded>("PreviewJpeg")

    // MARK: The run

    static let runId = AttributeKey<String>("RunId")
    static let runName = AttributeKey<String>("RunName")
    static let runState = AttributeKey<RunState>("RunState")
    static let framesExpected = AttributeKey<Int64>("FramesExpected")
    static let framesDurable = AttributeKey<Int64>("FramesDurable")
    static let runVerdict = AttributeKey<String>("RunVerdict")
}
