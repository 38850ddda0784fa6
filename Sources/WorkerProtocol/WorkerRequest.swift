/// What the server asks a worker to do with one frame.
///
/// Workers open what they are told and write only files whose names end in `.part`; the server alone renames,
/// unlinks and writes the ledger.
public enum WorkerRequest: Codable, Sendable, Equatable {
    /// Look at the bytes of a frame and its sidecar; write nothing.
    case examine(ExamineRequest)
    /// Make the recipe of a claimed frame.
    case merge(MergeRequest)
    /// Make the delivered files of a frame from its recipe.
    case deliver(DeliverRequest)

    /// Absolute path of the image file.
    public var frame: String {
        switch self {
        case .examine(let request): request.frame
        case .merge(let request): request.frame
        case .deliver(let request): request.frame
        }
    }
}

/// The paths to look at.
public struct ExamineRequest: Codable, Sendable, Equatable {
    /// Absolute path of the image file.
    public var frame: String
    /// Absolute path of the sidecar, or nil if there is none (yet).
    public var sidecar: String?

    /// Makes a request.
    public init(frame: String, sidecar: String?) {
        self.frame = frame
        self.sidecar = sidecar
    }
}

/// The inputs of a recipe and where to write it.
public struct MergeRequest: Codable, Sendable, Equatable {
    /// Absolute path of the claimed image file.
    public var frame: String
    /// Absolute path of the claimed sidecar, or nil.
    public var sidecar: String?
    /// False: it is only delivered, since reading it broke one worker after the other.
    public var parsesSidecar: Bool
    /// Base name under which the frame was found, such as `CeO2-00001.tif`.
    public var frameName: String
    /// Absolute path of the recipe to write, ending in `.part`; synced when `durable`.
    public var recipePart: String
    /// Sync what is written.
    public var durable: Bool

    /// Makes a request.
    public init(
        frame: String, sidecar: String?, parsesSidecar: Bool = true, frameName: String, recipePart: String,
        durable: Bool
    ) {
        self.frame = frame
        self.sidecar = sidecar
        self.parsesSidecar = parsesSidecar
        self.frameName = frameName
        self.recipePart = recipePart
        self.durable = durable
    }
}

/// The inputs of a delivery, where to write the parts, and the names that they will have.
public struct DeliverRequest: Codable, Sendable, Equatable {
    /// Absolute path of the claimed image file.
    public var frame: String
    /// Absolute path of the claimed sidecar, or nil.
    public var sidecar: String?
    /// Absolute path of the recipe that a merge wrote.
    public var recipe: String
    /// Final base names in the destination directory; the NeXus file refers to them.
    public var names: DeliveredNames
    /// Absolute path of the delivered image to write, ending in `.part`.
    public var imagePart: String
    /// Absolute path of the copied sidecar to write, ending in `.part`; nil exactly when `sidecar` is.
    public var sidecarPart: String?
    /// Absolute path of the NeXus file to write, ending in `.part`.
    public var nexusPart: String
    /// Sync what is written, each file once.
    public var durable: Bool

    /// Makes a request.
    public init(
        frame: String, sidecar: String?, recipe: String, names: DeliveredNames, imagePart: String,
        sidecarPart: String?, nexusPart: String, durable: Bool
    ) {
        self.frame = frame
        self.sidecar = sidecar
        self.recipe = recipe
        self.names = names
        self.imagePart = imagePart
        self.sidecarPart = sidecarPart
        self.nexusPart = nexusPart
        self.durable = durable
    }
}

/// Base names of the three files of a delivered frame, all in one directory.
public struct DeliveredNames: Codable, Sendable, Equatable {
    /// Such as `CeO2-00001.tif` or `CeO2-00001.v2.tif`.
    public var image: String
    /// Such as `CeO2-00001.tif.metadata`; nil without a sidecar.
    public var sidecar: String?
    /// Such as `CeO2-00001.nxs`.
    public var nexus: String

    /// Makes a set of names.
    public init(image: String, sidecar: String?, nexus: String) {
        self.image = image
        self.sidecar = sidecar
        self.nexus = nexus
    }
}
