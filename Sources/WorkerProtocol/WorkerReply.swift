public import FrameTypes

/// What a worker answers. A worker that dies instead is an error value of the pool, not of this type.
public enum WorkerReply: Codable, Sendable, Equatable {
    /// First message of a worker, before any request.
    case hello(version: Int)
    /// Answer to ``WorkerRequest/examine(_:)``.
    case examined(FrameExamination)
    /// Answer to ``WorkerRequest/merge(_:)``.
    case merged(MergeOutcome)
    /// Answer to ``WorkerRequest/deliver(_:)``.
    case delivered(DeliverOutcome)
    /// The request could not be carried out; what was written stays as a `.part` file.
    case failed(WorkerFailure)

    /// The protocol version of this build; server and worker must agree.
    public static let version = 3
}

/// Whether a frame is whole, and what came with it.
public struct FrameExamination: Codable, Sendable, Equatable {
    /// Nil when the image is complete, else what is missing, as a sentence.
    public var incomplete: String?
    /// Known as soon as the directory is.
    public var geometry: FrameGeometry?
    /// State of the sidecar.
    public var sidecar: SidecarVerdict

    /// Makes an examination.
    public init(incomplete: String?, geometry: FrameGeometry?, sidecar: SidecarVerdict) {
        self.incomplete = incomplete
        self.geometry = geometry
        self.sidecar = sidecar
    }
}

/// What the look at a sidecar found.
public enum SidecarVerdict: Codable, Sendable, Equatable {
    /// No path was given, or nothing is there.
    case missing
    /// Parsed without complaint.
    case good
    /// Empty, partial or unparsable: the reason. The frame is delivered with it all the same.
    case bad(reason: String)
}

/// What a merge made.
public struct MergeOutcome: Codable, Sendable, Equatable {
    /// Shape and type of the pixels.
    public var geometry: FrameGeometry
    /// True when the delivered image carries its pixels as HDF5 too (way C), false when the NeXus file holds them.
    public var linked: Bool
    /// File number of the frame within its series, when the sidecar or the name tells.
    public var imageNumber: Int?
    /// Complaints about the sidecar that a person should be able to read, or nil.
    public var remark: String?

    /// Makes an outcome.
    public init(geometry: FrameGeometry, linked: Bool, imageNumber: Int?, remark: String?) {
        self.geometry = geometry
        self.linked = linked
        self.imageNumber = imageNumber
        self.remark = remark
    }
}

/// What a delivery wrote.
public struct DeliverOutcome: Codable, Sendable, Equatable {
    /// Hash of the pixel bytes as delivered.
    public var pixelHash: String
    /// The image part.
    public var image: DeliveredFile
    /// What of the frame stands in it, in the order of the frame.
    public var kept: [KeptBytes]
    /// The sidecar part; nil without a sidecar.
    public var sidecar: DeliveredFile?
    /// The NeXus part.
    public var nexus: DeliveredFile
    /// Counters of the pixels.
    public var statistics: FrameStatistics

    /// Makes an outcome.
    public init(
        pixelHash: String, image: DeliveredFile, kept: [KeptBytes], sidecar: DeliveredFile?, nexus: DeliveredFile,
        statistics: FrameStatistics
    ) {
        self.pixelHash = pixelHash
        self.image = image
        self.kept = kept
        self.sidecar = sidecar
        self.nexus = nexus
        self.statistics = statistics
    }
}

/// Size and hash of one file as written.
public struct DeliveredFile: Codable, Sendable, Equatable {
    /// **Unit**: byte.
    public var bytes: Int64
    /// XXH3 (128 bit), 32 lower-case hexadecimal digits in canonical (big-endian) order.
    public var hash: String

    /// Makes a description.
    public init(bytes: Int64, hash: String) {
        self.bytes = bytes
        self.hash = hash
    }
}

/// Why a request failed.
public struct WorkerFailure: Codable, Sendable, Equatable, Error {
    /// Decides whether trying again can help.
    public enum Kind: String, Codable, Sendable {
        /// The input itself is bad: the frame goes to quarantine.
        case badInput
        /// Reading or writing failed (full, gone, refused): the frame waits and is tried again.
        case inputOutput
        /// A bug or a library fault: retried a few times, then quarantined.
        case `internal`
    }

    /// See ``Kind``.
    public var kind: Kind
    /// The `errno` behind an input or output failure, else 0.
    public var errorNumber: Int32
    /// What happened, to what, as a sentence.
    public var message: String

    /// Makes a failure.
    public init(kind: Kind, errorNumber: Int32 = 0, message: String) {
        self.kind = kind
        self.errorNumber = errorNumber
        self.message = message
    }
}
