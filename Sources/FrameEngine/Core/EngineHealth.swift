import POSIXFiles

/// What stands in the way of the engine. Times in seconds, monotonic.
struct EngineHealth {
    /// Between two looks at the directories.
    static let checkInterval = 0.4

    /// How long a frame that was set aside keeps the alarm up.
    static let quarantineAlarm = 60.0
    /// The age of a frame at which somebody should look.
    static let staleAge = 300.0

    var nextCheck = 0.0
    /// Between two looks at the whole raw tree, for what no event tells: a file written through another mount, or one
    /// whose name differs from another only in how its accents are encoded.
    static let scanInterval = 10.0

    var nextScan = 0.0
    /// The raw tree has to be looked at as a whole.
    var needsScan = false
    /// Which directory is watched as raw directory.
    var rawIdentity: RawIdentity?
    /// Why the services cannot be opened.
    var openingProblem: String?
    var nextOpening = 0.0
    /// What is remembered on a RAM disk, which stops nothing.
    var volatileState: String?
    var directoryProblem: String?
    var ledgerProblem: String?
    /// Why workers cannot be started.
    var workerProblem: String?
    /// Why threads cannot be started.
    var threadProblem: String?
    /// What was found at the destination in force.
    var destinationProblem: String?
    /// A name in the raw directory that cannot be read as text.
    var unreadable: String?
    /// When a frame was set aside last, and why.
    var lastQuarantine: (time: Double, sentence: String)?
    var nextSample = 0.0
    /// The name of the frame that has been waiting longest.
    var oldestName: String?

    /// Whether the engine cannot work at all.
    var isFault: Bool { openingProblem != nil || directoryProblem != nil || ledgerProblem != nil }
}

/// A directory, whatever its contents.
struct RawIdentity: Equatable, Sendable {
    let device: UInt64
    let inode: UInt64

    init(_ identity: FileIdentity) {
        device = identity.device
        inode = identity.inode
    }
}
