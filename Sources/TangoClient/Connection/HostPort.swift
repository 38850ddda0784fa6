/// A host and a port of a Tango database or of a server.
public struct HostPort: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address.
    public var host: String
    /// 1…65535.
    public var port: Int

    /// Takes both as they are.
    public init(host: String, port: Int) { (self.host, self.port) = (host, port) }

    /// Parses `host:port`; nil when it is something else.
    public init?(_ text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else { return nil }
        let host = text[..<colon].filter { !$0.isWhitespace }
        guard !host.isEmpty, (1...65535).contains(port) else { return nil }
        self.init(host: String(host), port: port)
    }

    /// Parses `host:port,host:port…`; nil when any part is something else.
    public static func list(_ text: some StringProtocol) -> [HostPort]? {
        let parts = text.split(separator: ",").map { HostPort($0) }
        let known = parts.compactMap { $0 }
        return known.isEmpty || known.count != parts.count ? nil : known
    }

    /// `host:port`.
    public var description: String { "\(host):\(port)" }
}
