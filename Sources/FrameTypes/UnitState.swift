/// Where a frame stands; the order is that of a frame's way, then the side ways.
public enum UnitState: String, Sendable, Codable, CaseIterable {
    /// Complete, with a row in the ledger, still at its raw name.
    case settled
    /// Its members are being renamed into the work area.
    case claiming
    /// All members are in the work area.
    case claimed
    /// Parsed and classified.
    case verified
    /// A step works on it.
    case processing
    /// Its recipe is made; it waits for the archive.
    case processed
    /// Its final names are decided and being made.
    case storing
    /// Every copy is verified under its final name.
    case stored
    /// The outcome is in the ledger; sources may go.
    case registered
    /// Its work files are gone.
    case released
    /// Done: in the archive, verified.
    case archived
    /// Waits for something outside, such as its destination.
    case deferred
    /// Failed in a way that may pass; will be tried again.
    case retry
    /// Set aside with the reason.
    case quarantined
    /// Two different files claim to be this frame.
    case conflict
    /// Gone without our doing.
    case lost
    /// Thrown away by a rule.
    case discarded

    /// True when nothing more will happen to the frame by itself.
    public var isTerminal: Bool {
        switch self {
        case .archived, .released, .quarantined, .conflict, .lost, .discarded: true
        default: false
        }
    }
}
