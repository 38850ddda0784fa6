import Glibc

/// The names of hosts, as Tango reports them.
enum HostName {
    /// `gethostname`, in lower case.
    static var short: String {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, buffer.count - 1)
        return text(buffer).lowercased()
    }

    /// The name of this host: with its domain where that can be found.
    static var qualified: String {
        let name = short
        guard !name.contains(".") else { return name }
        for address in addresses() {
            if let full = reverse(address), full.hasPrefix(name + ".") { return full.lowercased() }
        }
        return name
    }

    /// The IPv4 addresses of this host's interfaces that are up, without the loopback.
    static func addresses() -> [String] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var result: [String] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ifa_next
            guard let address = entry.pointee.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET) else {
                continue
            }
            guard let number = number(of: address), !number.hasPrefix("127.") else { continue }
            result.append(number)
        }
        return result
    }

    /// The name of an address; nil when nobody knows it.
    static func reverse(_ number: String) -> String? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(number, nil, &hints, &found) == 0, let found else { return nil }
        defer { freeaddrinfo(found) }
        var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            found.pointee.ai_addr, found.pointee.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0, NI_NAMEREQD)
        return status == 0 ? text(buffer) : nil
    }

    private static func number(of address: UnsafeMutablePointer<sockaddr>) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = getnameinfo(
            address, socklen_t(MemoryLayout<sockaddr_in>.size), &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST
        )
        return status == 0 ? text(buffer) : nil
    }

    private static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
