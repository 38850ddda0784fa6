import FrameTypes
import POSIXFiles

/// Permits the removal of what a rule throws away: the frame that it matched and the sidecars it may have.
struct DiscardPermission: UnlinkPermission, Sendable {
    private let match: DiscardMatch

    /// A match can be made by the classifier only.
    init(_ match: DiscardMatch) { self.match = match }

    func permits(_ path: String, _ identity: FileIdentity) -> Bool { match.covers(path) }
}
