import Glibc

/// Everything that the engine is told before it starts.
public struct EngineProperties: Sendable, Equatable {
    /// How a copy is verified.
    public enum Verification: String, Sendable, CaseIterable {
        /// Identity and size.
        case size
        /// Identity, size, and the hash of the bytes read again.
        case hash
    }

    /// Durable directory: ledger, quarantine, locks.
    public var stateDirectory: String
    /// Where the detector writes.
    public var rawDirectory: String
    /// Work area, same file system.
    public var temporaryDirectory: String
    /// What waits for archiving, same file system.
    public var processedDirectory: String
    /// Root of all destinations; nil: any absolute destination is allowed.
    public var remoteRoot: String?
    /// Final destination as written: absolute, or relative to ``remoteRoot``.
    public var remoteDirectory: String
    /// Path of the ledger, or a PostgreSQL URI.
    public var ledger: String
    /// Run as soon as started.
    public var autoStart = true
    /// Base tick. **Unit**: s.
    public var tickInterval = 0.333
    /// Upper limit of worker processes.
    public var maxSubProcesses = 2
    /// Smallest complete file. **Unit**: byte.
    public var minFileSize: Int64 = 9
    /// Time without change after which a file counts as settled. **Unit**: s.
    public var minFileAge = 0.2
    /// How long a frame waits for its sidecar. **Unit**: s.
    public var sidecarWait = 10.0
    /// How long an incomplete, unchanged frame waits before it is set aside. **Unit**: s.
    public var incompleteWait = 60.0
    /// How long the end of a run waits for the last frame. **Unit**: s.
    public var runDrainTime = 60.0
    /// A close or move event counts as settled, after the look at the bytes.
    public var settleOnClose = true
    /// Globs of base names that are frames.
    public var framePatterns = ["*.tif", "*.tiff"]
    /// Globs of base names that are thrown away, with their sidecars.
    public var discardPatterns = ["*.dark.tif", "*.dark-*.tif"]
    /// Appended to a whole frame name.
    public var sidecarSuffixes = [".metadata"]
    /// Directories of plugin manifests.
    public var pluginDirectories: [String] = []
    /// How a copy is verified.
    public var verification = Verification.hash
    /// Archived includes fsync of file and directory.
    public var durable = true
    /// Owner and group (`name`, `name:group`, numbers) of what is archived; nil: as the process.
    public var fileOwner: String?
    /// Mode bits of archived files; nil: as the process.
    public var fileMode: UInt32?
    /// Mode bits of created directories; nil: as the process.
    public var directoryMode: UInt32?
    /// Host and port, then `key=nexus/path`; empty: off.
    public var memcached: [String] = []
    /// Address of a document proxy; nil: off.
    public var documentsProxy: String?
    /// Address of the image stream; nil: off.
    public var streamEndpoint: String?
    /// Where derived products are made.
    public var executor = "local"

    /// The defaults of one server instance.
    public init(instance: String) {
        let state = Self.defaultStateDirectory(instance: instance)
        let memory = "/dev/shm/framewatch-\(instance)"
        stateDirectory = state
        rawDirectory = memory + "/raw"
        temporaryDirectory = memory + "/temp"
        processedDirectory = memory + "/processed"
        remoteDirectory = state + "/archive"
        ledger = state + "/ledger.sqlite"
    }

    /// The directories through which frames go before they are delivered, with the names of their properties.
    var workDirectories: [(name: String, path: String)] {
        [("RawDir", rawDirectory), ("TempDir", temporaryDirectory), ("ProcessedDir", processedDirectory)]
    }

    /// Names of the properties that are set and have no effect in this release.
    var unused: [String] {
        [
            ("PluginDirs", !pluginDirectories.isEmpty), ("Memcached", !memcached.isEmpty),
            ("DocumentsProxy", documentsProxy != nil), ("StreamEndpoint", streamEndpoint != nil),
        ].filter(\.1).map(\.0)
    }

    /// `/var/lib/framewatch/<instance>` where it can be written or made, else below the user's home.
    private static func defaultStateDirectory(instance: String) -> String {
        let system = "/var/lib/framewatch"
        for candidate in ["\(system)/\(instance)", system, "/var/lib"] {
            var status = stat()
            guard stat(candidate, &status) == 0 else { continue }
            if access(candidate, W_OK) == 0 { return "\(system)/\(instance)" }
            break
        }
        let home = getenv("HOME").map { String(cString: $0) } ?? "/tmp"
        return "\(home)/.local/state/framewatch/\(instance)"
    }
}
