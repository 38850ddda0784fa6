/// Which devices the devices of a server work with, for people who look for what hangs on what.
struct SubDevices: Sendable {
    private var names: [String: [String]] = [:]
    /// The devices whose connections the database may not know yet.
    private var changed: Set<String> = []

    /// Notes a connection. Names are kept in lower case, each once.
    mutating func add(_ name: String, of device: String) {
        let known = names[device.lowercased()] ?? []
        guard !known.contains(name.lowercased()) else { return }
        names[device.lowercased()] = known + [name.lowercased()]
        changed.insert(device.lowercased())
    }

    /// Forgets the connections of a device.
    mutating func remove(of device: String) {
        names[device.lowercased()] = nil
        changed.remove(device.lowercased())
    }

    /// What is to be stored, by device.
    var unstored: [String: [String]] { names.filter { changed.contains($0.key) } }

    /// Notes that the database knows the connections of a device.
    mutating func stored(_ others: [String], of device: String) {
        if names[device] == others { changed.remove(device) }
    }

    /// One text for each connection, `device other`, by device.
    var lines: [String] {
        names.sorted { $0.key < $1.key }.flatMap { device, others in others.map { "\(device) \($0)" } }
    }
}
