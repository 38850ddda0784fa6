public import FrameTypes
import POSIXFiles

/// All that the ledger can say about one frame; its JSON form is for people and programs.
public struct FrameRecord: Sendable, Codable, Equatable {
    /// Row number.
    public var id: Int64
    /// Base name under which it was found.
    public var frame: String
    /// Where it stands.
    public var state: UnitState
    /// Why, when that is not obvious.
    public var reason: String?
    /// Absolute path under which it was found.
    public var path: String
    /// Absolute root of the destination that was in force when it was found.
    public var destination: String
    /// **Unit**: byte.
    public var bytes: Int64
    /// Failures so far.
    public var attempts: Int
    /// ISO 8601, UTC.
    public var found: String
    /// ISO 8601, UTC.
    public var updated: String
    /// The files that belong together.
    public var members: [UnitMember]
    /// The delivered files.
    public var files: [ReplicaRow]
    /// Counters of the pixels.
    public var statistics: FrameStatistics?
    /// What happened, in order.
    public var history: [Event]

    /// One line of history.
    public struct Event: Sendable, Codable, Equatable {
        /// ISO 8601, UTC.
        public var time: String
        /// Such as `found`, `archived`, `quarantined`.
        public var kind: String
        /// As a sentence.
        public var text: String?

        /// Makes an event.
        public init(time: String, kind: String, text: String?) {
            self.time = time
            self.kind = kind
            self.text = text
        }
    }

    /// Makes a record.
    public init(
        unit: UnitRow, files: [ReplicaRow], statistics: FrameStatistics?, history: [Event]
    ) {
        id = unit.id
        frame = Paths.base(of: unit.path)
        state = unit.state
        reason = unit.reason
        path = unit.path
        destination = unit.destination
        bytes = unit.bytes
        attempts = unit.attempts
        found = Timestamp.text(unit.found)
        updated = Timestamp.text(unit.updated)
        members = unit.members
        self.files = files
        self.statistics = statistics
        self.history = history
    }
}
