import FrameEngine
import TangoServer

extension FrameWatch {
    private static let standard = EngineProperties(instance: "<instance>")

    /// The properties, for configuration tools. The engine reads them, with its own defaults and limits.
    @DevicePropertyBuilder static var propertyTable: [DeviceProperty] {
        DeviceProperty(
            "StateDir", description: "ledger, quarantine and locks; durable, never the RAM disk",
            default: [standard.stateDirectory])
        DeviceProperty("RawDir", description: "where the detector writes", default: [standard.rawDirectory])
        DeviceProperty(
            "TempDir", description: "work area, on the file system of RawDir", default: [standard.temporaryDirectory])
        DeviceProperty(
            "ProcessedDir", description: "finished sets that wait for archiving, on the file system of RawDir",
            default: [standard.processedDirectory])
        DeviceProperty("RemoteRoot", description: "root of all destinations; unset: any absolute destination")
        DeviceProperty(
            "RemoteDir", description: "final destination, absolute or relative to RemoteRoot; a memorized value wins",
            default: [standard.remoteDirectory])
        DeviceProperty("Ledger", description: "path of the ledger", default: [standard.ledger])
        DeviceProperty("AutoStart", description: "start to work with the server", default: ["\(standard.autoStart)"])
        DeviceProperty(
            "TickInterval", description: "base tick in s; a memorized value wins", default: ["\(standard.tickInterval)"]
        )
        DeviceProperty(
            "MaxSubProcess", description: "upper limit of worker processes; a memorized value wins",
            default: ["\(standard.maxSubProcesses)"])
        DeviceProperty(
            "MinFileSize", description: "smaller files are not complete, byte", default: ["\(standard.minFileSize)"])
        DeviceProperty(
            "MinFileAge", description: "time since the last change before a file counts as settled, s",
            default: ["\(standard.minFileAge)"])
        DeviceProperty(
            "SidecarWait", description: "how long a frame waits for its metadata, s",
            default: ["\(standard.sidecarWait)"])
        DeviceProperty(
            "IncompleteWait", description: "how long an unchanged incomplete frame waits before it is set aside, s",
            default: ["\(standard.incompleteWait)"])
        DeviceProperty(
            "RunDrainTime", description: "how long the end of a run waits for its last frame, s",
            default: ["\(standard.runDrainTime)"])
        DeviceProperty(
            "SettleOnClose", description: "a close or move counts as settled; false: age alone",
            default: ["\(standard.settleOnClose)"])
        DeviceProperty("FramePatterns", description: "globs of frames", default: standard.framePatterns)
        DeviceProperty(
            "DiscardPatterns", description: "globs of what is thrown away", default: standard.discardPatterns)
        DeviceProperty(
            "SidecarSuffixes", description: "appended to the whole frame name", default: standard.sidecarSuffixes)
        DeviceProperty("PluginDirs", description: "directories of plugins; Plugins beside the executable by default")
        DeviceProperty(
            "Verify", description: "size, or hash: the copy is read again", default: [standard.verification.rawValue])
        DeviceProperty(
            "Durable", description: "archived includes fsync of file and directory", default: ["\(standard.durable)"])
        DeviceProperty(
            "FileOwner", description: "owner of what is archived, user or user:group; as the process by default")
        DeviceProperty("FileMode", description: "octal mode of archived files; as the process by default")
        DeviceProperty("DirectoryMode", description: "octal mode of created directories; as the process by default")
        DeviceProperty("Memcached", description: "host:port, then key=nexus/path; off by default")
        DeviceProperty("DocumentsProxy", description: "address of a Bluesky document proxy; off by default")
        DeviceProperty("StreamEndpoint", description: "address of the image stream; off by default")
        DeviceProperty("Executor", description: "where derived products are made", default: [standard.executor])
        DeviceProperty("RoiNames", description: "names of the regions of interest; the attribute writes it")
        DeviceProperty("Rois", description: "x, y, width, height of each region; the attribute writes it")
    }
}
