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
    /// The image as it was when it was found complete; nil after a restart, until it is looked at.
    var identity: FileIdentity?
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
    /// Version of its final names, 1 for the plain ones.
    var version = 1
    /// It is the one that makes its final names now.
    var holdsName = false
    /// The last failure that was shown, so that the same is not shown at each attempt.
    var lastFailure: String?
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
    /// The right to remove its sources, once its copies stand verified.
    var permission: SourcePermission?
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
    var sidecarName: String? { members.first { $0.role == .sidecar }?.name }
    var sidecarSuffix: String? { sidecarName.map { String($0.dropFirst(name.count)) } }
    var destinationDirectory: String { Paths.join(destination, directory) }

    /// Frames that share it may share final names: they are delivered one after another.
    var nameKey: String { Paths.join(destinationDirectory, FrameNames.split(name).stem) }

    /// What a job needs to know.
    func task(in work: String) -> UnitTask {
        UnitTask(
            id: id, epoch: epoch, name: name, sidecarName: sidecarName, sidecarSuffix: sidecarSuffix, work: work,
            destination: destination, destinationDirectory: destinationDirectory, version: version,
            identity: identity, isRecovered: earlierEpoch != nil,
            recipe: spilledRecipe ?? Paths.join(work, WorkFiles.recipe))
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
    let destination: String
    let destinationDirectory: String
    let version: Int
    let identity: FileIdentity?
    /// An earlier server may have left parts of it at its destination.
    let isRecovered: Bool
    let recipe: String

    var frame: String { Paths.join(work, name) }
    var sidecar: String? { sidecarName.map { Paths.join(work, $0) } }
    /// Everything that is of no use when the copies stand.
    var sources: [String] { [frame] + (sidecar.map { [$0] } ?? []) + [recipe] }
}

/// The files of a unit in the archive, verified as parts.
struct Delivery: Sendable {
    let parts: VerifiedParts
    let pixelHash: String
    let statistics: FrameStatistics
}
