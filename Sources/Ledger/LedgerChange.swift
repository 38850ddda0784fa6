public import FrameTypes

/// One thing to write down. Changes of one batch are written together or not at all.
public enum LedgerChange: Sendable {
    /// A frame was found. A finished row about the very same file makes room.
    case addUnit(UnitRow)
    /// A frame moved on.
    case setUnit(id: Int64, state: UnitState, reason: String?)
    /// A frame starts another attempt.
    case setAttempt(id: Int64, epoch: Int, attempts: Int)
    /// A sidecar came after its frame, or a member is not the file any more that it was.
    case addMember(unit: Int64, UnitMember)
    /// A file operation is about to happen.
    case intend(FileOperation)
    /// All intended file operations of a step of a unit happened.
    case done(unit: Int64, step: String)
    /// The final names of a frame are decided; its copies are verified and wait for their names.
    case intendReplicas(unit: Int64, [ReplicaRow])
    /// The copies have other names than intended after all.
    case dropReplicas(unit: Int64)
    /// A frame is in the archive: products, files, replicas and counters at once.
    case archive(ArchiveRow)
    /// A destination is in use, on the file system that is mounted there.
    case useStore(StoreRow)
    /// An archived frame is delivered anew, since its copies are not what they were.
    case deliverAgain(unit: Int64)
    /// Something that history should tell.
    case event(kind: String, unit: Int64?, text: String?)
}

/// A file operation before it happens.
public struct FileOperation: Sendable, Equatable {
    /// The unit it belongs to.
    public var unit: Int64
    /// Attempt.
    public var epoch: Int
    /// Such as `claim`, `process`, `publish`, `discard`, `quarantine`.
    public var step: String
    /// Absolute path that is read, renamed or removed.
    public var source: String
    /// Absolute path that appears; nil for a removal.
    public var target: String?

    /// Makes an operation.
    public init(unit: Int64, epoch: Int = 0, step: String, source: String, target: String?) {
        self.unit = unit
        self.epoch = epoch
        self.step = step
        self.source = source
        self.target = target
    }
}

/// One delivered file and where it is to be.
public struct ReplicaRow: Sendable, Equatable, Codable {
    /// `image`, `sidecar` or `nexus`.
    public var role: String
    /// Absolute final path.
    public var path: String
    /// **Unit**: byte.
    public var bytes: Int64
    /// Hash of all bytes.
    public var hash: String
    /// Kind of hash.
    public var hashKind: String

    /// Makes a row.
    public init(role: String, path: String, bytes: Int64, hash: String, hashKind: String) {
        self.role = role
        self.path = path
        self.bytes = bytes
        self.hash = hash
        self.hashKind = hashKind
    }
}

/// The outcome of a frame.
public struct ArchiveRow: Sendable, Equatable {
    /// The unit.
    public var unit: Int64
    /// Root of the destination.
    public var destination: String
    /// The delivered files.
    public var files: [ReplicaRow]
    /// Hash of the pixels as delivered; nil for a sidecar that came late.
    public var pixelHash: String?
    /// Kind of the hash of the pixels.
    public var hashKind: String
    /// Counters of the pixels.
    public var statistics: FrameStatistics?
    /// Number of the frame in its series.
    public var sequence: Int?

    /// Makes an outcome.
    public init(
        unit: Int64, destination: String, files: [ReplicaRow], pixelHash: String?, hashKind: String,
        statistics: FrameStatistics?, sequence: Int?
    ) {
        self.unit = unit
        self.destination = destination
        self.files = files
        self.pixelHash = pixelHash
        self.hashKind = hashKind
        self.statistics = statistics
        self.sequence = sequence
    }
}
