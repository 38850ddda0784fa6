public import TangoIDL

/// Which client process asks: where its connection comes from, and what it says of itself.
///
/// Two requests are of one client if both agree; the port of the connection does not count, because a client may
/// connect again.
public struct ClientIdentity: Sendable {
    /// The peer as the ORB names it, such as `giop:tcp:10.0.0.1:40000`.
    public let peer: String
    /// What the client says of itself.
    public let program: Program

    /// How programs name themselves.
    public enum Program: Sendable, Equatable {
        /// A C++ or Python process.
        case cpp(pid: UInt32)
        /// A Java virtual machine.
        case java(mainClass: String, uuid: JavaUUID)
    }

    /// Takes the identity of a call; nil for old operations that carry none.
    public init?(peer: String, _ identity: ClntIdent?) {
        guard let identity else { return nil }
        self.peer = peer
        switch identity {
        case .cpp_clnt(let pid): program = .cpp(pid: pid)
        case .cpp_clnt_6(let client): program = .cpp(pid: client.cpp_clnt)
        case .java_clnt(let client): program = .java(mainClass: client.MainClass, uuid: client.uuid)
        case .java_clnt_6(let client):
            program = .java(mainClass: client.java_clnt.MainClass, uuid: client.java_clnt.uuid)
        }
    }

    /// Whether both are the same process.
    public func isSame(as other: ClientIdentity) -> Bool { address == other.address && program == other.program }

    /// The peer without its port, or without the number of its connection to a socket of this host.
    private var address: Substring {
        if peer.hasPrefix("giop:unix:") { return peer.prefix { $0 != " " } }
        guard peer.hasPrefix("giop:tcp:"), let colon = peer.lastIndex(of: ":") else { return peer[...] }
        return peer[..<colon]
    }
}
