public import FrameTypes
public import POSIXFiles

/// A frame with its sidecar, as the ledger knows it.
public struct UnitRow: Sendable, Equatable {
    /// Row number; also the name of the work directory.
    public var id: Int64
    /// Absolute path under which the frame was found.
    public var path: String
    /// Number of the file when it was found.
    public var inode: UInt64
    /// Time of the last change when it was found, since 1970. **Unit**: µs.
    public var modified: Int64
    /// **Unit**: byte.
    public var bytes: Int64
    /// Where it stands.
    public var state: UnitState
    /// Rises with every attempt to store, so that an old attempt is told from a new one.
    public var epoch: Int
    /// Absolute root of the destination that was in force when the frame was found.
    public var destination: String
    /// Directory below the raw directory and below the destination; empty at the top.
    public var directory: String
    /// Why it is where it is, when that is not obvious.
    public var reason: String?
    /// Failures so far.
    public var attempts: Int
    /// Since 1970. **Unit**: µs.
    public var found: Int64
    /// Since 1970. **Unit**: µs.
    public var updated: Int64
    /// The files that belong together.
    public var members: [UnitMember]

    /// Makes a row.
    public init(
        id: Int64, path: String, inode: UInt64, modified: Int64, bytes: Int64, state: UnitState, epoch: Int = 0,
        destination: String, directory: String, reason: String? = nil, attempts: Int = 0, found: Int64,
        updated: Int64, members: [UnitMember]
    ) {
        self.id = id
        self.path = path
        self.inode = inode
        self.modified = modified
        self.bytes = bytes
        self.state = state
        self.epoch = epoch
        self.destination = destination
        self.directory = directory
        self.reason = reason
        self.attempts = attempts
        self.found = found
        self.updated = updated
        self.members = members
    }

    /// The frame itself; nil for a sidecar that never had one.
    public var frame: UnitMember? { members.first { $0.role == .frame } }
    /// The sidecar; nil when it has none.
    public var sidecar: UnitMember? { members.first { $0.role == .sidecar } }
}

/// One file of a unit.
public struct UnitMember: Sendable, Equatable, Codable {
    /// What the file is to the unit.
    public enum Role: String, Sendable, Codable {
        /// The image.
        case frame
        /// Its metadata.
        case sidecar
    }

    /// What the file is to the unit.
    public var role: Role
    /// Base name.
    public var name: String
    /// **Unit**: byte.
    public var bytes: Int64
    /// The file as it was looked at last; nil in rows of schema 1. Nothing but this file may be removed for the unit.
    public var identity: FileIdentity?

    /// Makes a member.
    public init(role: Role, name: String, bytes: Int64, identity: FileIdentity? = nil) {
        self.role = role
        self.name = name
        self.bytes = bytes
        self.identity = identity
    }
}
