import Glibc

/// Where a connection comes from: `giop:tcp:10.0.0.1:40000`, `giop:tcp:[::ffff:10.0.0.1]:40000`, `giop:unix:…`.
struct PeerAddress: Sendable {
    /// The number of the host; nil for this host's own sockets and for calls from inside.
    let number: String?
    private let text: String

    /// Takes the ORB's text apart.
    init(_ text: String) {
        self.text = text
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "tcp" || parts[1] == "ssl" else {
            number = nil
            return
        }
        let address = parts[2]
        let host = address.prefix(upTo: address.lastIndex(of: ":") ?? address.endIndex)
        var bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host)
        if bare.lowercased().hasPrefix("::ffff:") { bare = String(bare.dropFirst(7)) }
        number = bare
    }

    /// Where a client is: its host, or the socket by which one on this host came.
    var place: String { number == nil && !text.isEmpty ? Self.bare(text) : hostName }

    /// Without what tells apart the clients behind one socket.
    private static func bare(_ text: String) -> String { String(text.prefix { $0 != " " }) }

    /// The host's name by reverse look-up, else its number; this host's own name for local sockets.
    var hostName: String {
        guard let number else { return HostName.short }
        return HostName.reverse(number) ?? number
    }
}
