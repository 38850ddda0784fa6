import Glibc

/// Where the event sockets listen and what clients are told.
struct EventAddresses: Sendable, Equatable {
    /// `*`, or the address that the server was told to use.
    var bindHost: String
    /// The hosts of the endpoints that clients get, the preferred one first.
    var advertisedHosts: [String]

    /// Follows the end point of the ORB, so that events take the way that calls take.
    ///
    /// - Parameters:
    ///   - endPointHost: The host of `-ORBendPoint`; nil or empty: none was given.
    ///   - resolve: The IPv4 address of a host name.
    ///   - interfaces: The IPv4 addresses of this host.
    init(
        endPointHost: String?, resolve: (String) -> String? = Self.address(ofHost:),
        interfaces: [String] = Self.interfaceAddresses()
    ) {
        if let host = endPointHost, !host.isEmpty, host.lowercased() != "localhost", host != "0.0.0.0",
            let address = resolve(host)
        {
            bindHost = address
            advertisedHosts = [host]
            return
        }
        bindHost = "*"
        let reachable = interfaces.filter { !$0.hasPrefix("127.") }
        advertisedHosts = reachable.isEmpty ? [interfaces.first ?? "127.0.0.1"] : reachable
    }

    /// The endpoints that clients may use for a bound one.
    func endpoints(bound: String) -> [String] {
        let port = bound.split(separator: ":").last.map(String.init) ?? ""
        return advertisedHosts.map { "tcp://\($0):\(port)" }
    }

    /// The IPv4 addresses of all interfaces that are up.
    static func interfaceAddresses() -> [String] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var addresses: [String] = []
        var entry = first
        while let interface = entry?.pointee {
            entry = interface.ifa_next
            guard interface.ifa_flags & UInt32(IFF_UP) != 0, let address = interface.ifa_addr,
                address.pointee.sa_family == sa_family_t(AF_INET), let text = numericHost(address)
            else { continue }
            addresses.append(text)
        }
        return addresses
    }

    /// The first IPv4 address of a host; the address itself if it is one.
    static func address(ofHost host: String) -> String? {
        var hints = addrinfo()
        hints.ai_family = AF_INET
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0, let list else { return nil }
        defer { freeaddrinfo(list) }
        return numericHost(list.pointee.ai_addr)
    }

    private static func numericHost(_ address: UnsafePointer<sockaddr>) -> String? {
        var text = [CChar](repeating: 0, count: 64)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard getnameinfo(address, size, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
