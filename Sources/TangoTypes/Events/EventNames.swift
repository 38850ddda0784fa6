/// How events of one server are called: topics and channels.
///
/// Everything is lower case. A server without a database marks its names with `#dbase=no`; the channel too, because
/// otherwise clients of release 9.3 never see its heartbeat.
public struct EventNames: Sendable, Equatable {
    /// `tango://host:port/`: of the database, or of the server itself.
    public let prefix: String
    /// Whether the server has a database.
    public let usesDatabase: Bool
    private let adminName: String

    /// Names the events of a server.
    ///
    /// - Parameters:
    ///   - host: The database's host as its clients call it, or the server's without a database.
    ///   - port: The database's port, or the server's own.
    ///   - adminName: `dserver/executable/instance`.
    ///   - usesDatabase: False with `-nodb` and `-file`.
    public init(host: String, port: String, adminName: String, usesDatabase: Bool) {
        prefix = "tango://\(host):\(port)/".lowercased()
        self.usesDatabase = usesDatabase
        self.adminName = adminName.lowercased()
    }

    private var suffix: String { usesDatabase ? "" : "#dbase=no" }

    /// What a client subscribes to for one event; `object` is `domain/family/member` and, but for interface changes,
    /// `/attribute` or `/pipe`.
    public func topic(_ object: String, _ kind: EventKind, _ generation: EventGeneration) -> String {
        topic(object, kind.rawValue, isModern: generation == .modern && kind.hasModernTopic)
    }

    /// What a client is told to subscribe to; nothing is ever sent where its name is that of no event.
    public func topic(_ object: String, _ request: EventRequest) -> String {
        let isModern = request.generation == .modern && request.kind?.hasModernTopic ?? true
        return topic(object, request.name, isModern: isModern)
    }

    private func topic(_ object: String, _ event: String, isModern: Bool) -> String {
        "\(prefix)\(object.lowercased())\(suffix).\(isModern ? "idl5_" : "")\(event)"
    }

    /// What a client appends `.heartbeat` to.
    public var channel: String { "\(prefix)\(adminName)\(suffix)" }

    /// The topic of heartbeats.
    public var heartbeatTopic: String { "\(channel).heartbeat" }
}
