/// Which devices the devices of a server work with, for people who look for what hangs on what.
struct SubDevices: Sendable {
    private var names: [String: [String]] = [:]

    /// Notes a connection. Names are kept in lower case, each once.
    mutating func add(_ name: String, of device: String) {
        let known = names[device.lowercased()] ?? []
        if !known.contains(name.lowercased()) { names[device.lowercased()] = known + [name.lowercased()] }
    }

    /// Forgets the connections of a device.
    mutating func remove(of device: String) { names[device.lowercased()] = nil }

    /// One text for each connection, `device other`, by device.
    var lines: [String] {
        names.sorted { $0.key < $1.key }.flatMap { device, others in others.map { "\(device) \($0)" } }
    }
}
