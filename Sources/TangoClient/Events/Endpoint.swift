internal import Glibc

/// Tells which of several addresses of a server can be used from here, and what its address is when it gives a name.
enum Endpoint {
    /// `tcp://name:port` with the first address of the name; unchanged when it is no name, or nobody knows it. libzmq tells
    /// of a connection under the name at first, and under the address when it stands again.
    static func numeric(_ endpoint: String) -> String {
        guard endpoint.hasPrefix("tcp://"), let target = HostPort(endpoint.dropFirst(6)) else { return endpoint }
        var known = in_addr()
        guard inet_pton(AF_INET, target.host, &known) != 1 else { return endpoint }
        var hints = addrinfo()
        hints.ai_family = AF_INET
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(target.host, nil, &hints, &found) == 0, let found else { return endpoint }
        defer { freeaddrinfo(found) }
        var text = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
        guard
            getnameinfo(
                found.pointee.ai_addr, found.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
                == 0
        else { return endpoint }
        let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "tcp://\(address):\(target.port)"
    }

    private static let limit: Int32 = 100  // milliseconds

    /// Tries a TCP connection to `tcp://1.2.3.4:port`, which is closed at once.
    static func accepts(_ endpoint: String) -> Bool {
        guard endpoint.hasPrefix("tcp://"), let target = HostPort(endpoint.dropFirst(6)) else { return false }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(target.port)).bigEndian
        guard inet_pton(AF_INET, target.host, &address.sin_addr) == 1 else { return false }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let started = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if started == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, limit) == 1 else { return false }
        var (failure, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0
    }
}
