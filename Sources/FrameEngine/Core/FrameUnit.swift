import FrameTypes
import Ledger
import POSIXFiles

/// A frame on its way through the steps. Belongs to the engine's thread; jobs get a ``UnitTask``.
final class FrameUnit {
    let id: Int64
    /// Absolute path under which it was found.
    let path: String
    /// Root of its destination.
    let destination: String
    /// Directory below the raw directory and the destination; empty at the top.
    let directory: String
    var members: [UnitMember]
    var state = UnitState.settled
    /// It is a sidecar without a frame, and counts as none.
    var isOrphan = false
    /// A job, a commit or a rename of it is under way.
    var isBusy = false
    /// Where its files lie: nothing while they lie in the raw directory.
    var workDirectory: String?
    /// Its recipe, when there was no room for it beside its files.
    var spilledRecipe: String?
    var epoch: Int
    /// The epoch under which an earlier server wrote it; nil for a unit of this one.
    var earlierEpoch: Int?
    var attempts = 0
    /// Deliveries of it that failed by a fault; each is followed by another merge.
    var failedDeliveries = 0
    /// Version of its final names, 1 for the plain ones.
    var version = 1
    /// It is the one that makes its final names now.
    var holdsName = false
    /// Why it waits.
    var waiting: String?
    /// **Unit**: s, monotonic.
    let found: Double
    /// When all its bytes were there. **Unit**: s, monotonic.
    let completed: Double
    /// Files verified and waiting for their names or for the ledger.
    var delivery: Delivery?
    /// Files of an earlier life of the server that may stand already.
    var intended: [ReplicaRow] = []
    /// When its writer was caught at work after the claim. **Unit**: s, monotonic.
    var changed: Double?
    /// When its sources were first to be removed. **Unit**: s, monotonic.
    var releaseBegan: Double?
    /// The right to remove its sources, once its copies stand verified.
    var permission: SourcePermission?
    /// Why it is to be set aside, unless a last look at the claimed files says otherwise.
    var verdict: String?
    /// Complaints about its sidecar.
    var remark: String?
    /// Number in its series.
    var sequence: Int?

    init(
        id: Int64, path: String, destination: String, directory: String, members: [UnitMember], epoch: Int,
        found: Double, completed: Double
    ) {
        self.id = id
        self.path = path
        self.destination = destination
        self.directory = directory
        self.members = members
        self.epoch = epoch
        self.found = found
        self.completed = completed
    }

    var name: String { Paths.base(of: path) }
    /// The image, or the lone sidecar, as it was examined.
    var identity: FileIdentity? { identities.frame ?? identities.sidecar }
    var identities: SourceIdentities {
        SourceIdentities(
            frame: members.first { $0.role == .frame }?.identity,
            sidecar: members.first { $0.role == .sidecar }?.identity
        )
    }
    var rawDirectory: String { Paths.directory(of: path) }
    var sidecarName: String? { members.first { $0.role == .sidecar }?.name }
    var sidecarSuffix: String? { sidecarName.map { Paths.dropPrefix(name, of: $0) } }
    var destinationDirectory: String { Paths.join(destination, directory) }

    /// Frames that share it may share final names: they are delivered one after another.
    var nameKey: String { Paths.join(destinationDirectory, FrameNames.split(name).stem) }

    /// What a job needs to know.
    func task(in work: String) -> UnitTask {
        UnitTask(
            id: id, epoch: epoch, name: name, sidecarName: sidecarName, sidecarSuffix: sidecarSuffix, work: work,
            rawDirectory: rawDirectory, destination: destination, destinationDirectory: destinationDirectory,
            version: version, identities: identities, isRecovered: earlierEpoch != nil,
            recipe: spilledRecipe ?? Paths.join(work, WorkFiles.recipe))
    }

    /// The files are others than those that were examined; one that is gone is no member any more.
    func take(_ found: SourceIdentities) {
        members = members.compactMap { member in
            guard let identity = member.role == .frame ? found.frame : found.sidecar else { return nil }
            return UnitMember(role: member.role, name: member.name, bytes: identity.size, identity: identity)
        }
    }
}

/// What a job of one unit needs to know.
struct UnitTask: Sendable {
    let id: Int64
    let epoch: Int
    let name: String
    let sidecarName: String?
    let sidecarSuffix: String?
    /// Directory that holds its files.
    let work: String
    /// Directory in which they were found.
    let rawDirectory: String
    let destination: String
    let destinationDirectory: String
    let version: Int
    /// The files as they were examined.
    let identities: SourceIdentities
    /// An earlier server may have left parts of it at its destination.
    let isRecovered: Bool
    let recipe: String

    var frame: String { Paths.join(work, name) }
    var sidecar: String? { sidecarName.map { Paths.join(work, $0) } }

    /// The files that were found, as they were examined; all that may be removed when their copies stand.
    var originals: [SourceFile] {
        var files: [SourceFile] = []
        if let identity = identities.frame { files.append(SourceFile(role: .image, path: frame, identity: identity)) }
        if let sidecar, let identity = identities.sidecar {
            files.append(SourceFile(role: .sidecar, path: sidecar, identity: identity))
        }
        return files
    }

    /// What lies in the work directory now.
    func look() throws(POSIXError) -> SourceIdentities {
        func identity(_ path: String) throws(POSIXError) -> FileIdentity? {
            guard let status = try FileStatus.of(path), status.kind == .regular else { return nil }
            return status.identity
        }
        return SourceIdentities(frame: try identity(frame), sidecar: try sidecar.flatMap(identity))
    }
}

/// The files of a unit in the archive, verified as parts.
struct Delivery: Sendable {
    let parts: VerifiedParts
    let pixelHash: String
    let statistics: FrameStatistics
}
