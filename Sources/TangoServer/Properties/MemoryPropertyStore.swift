import Synchronization

/// Properties that live as long as the process: the store of a server without database.
public final class MemoryPropertyStore: PropertyStore {
    private let content = Mutex(PropertyContent())

    /// An empty store.
    public init() {}

    /// No database.
    public var mode: ServerMode { .noDatabase }

    /// The command line knows.
    public func devices(of className: String) -> [String]? { nil }

    /// What was stored before in this process.
    public func deviceProperties(_ device: String, _ names: [String]) -> [String: [String]] {
        content.withLock { $0.properties(of: device, names) }
    }

    /// Kept in memory.
    public func putDeviceProperties(_ device: String, _ values: [String: [String]]) {
        content.withLock { $0.put(values, of: device) }
    }

    /// Forgotten.
    public func deleteDeviceProperties(_ device: String, _ names: [String]) {
        content.withLock { $0.delete(names, of: device) }
    }

    /// There are none.
    public func classProperties(_ className: String, _ names: [String]) -> [String: [String]] { [:] }

    /// There are none.
    public func freeProperties(_ object: String, _ names: [String]) -> [String: [String]] { [:] }

    /// Nothing survives, and nothing is restored by `Init` either.
    public func attributeProperties(_ device: String, _ attributes: [String]) -> [String: [String: [String]]] { [:] }

    /// There are none.
    public func classAttributeProperties(_ className: String, _ attributes: [String]) -> [String: [String: [String]]] {
        [:]
    }

    /// Not kept: the configuration in force is in the device.
    public func putAttributeProperties(_ device: String, _ values: [String: [String: [String]]]) {}

    /// Nothing was kept.
    public func deleteAttributeProperties(_ device: String, _ names: [String: [String]]) {}

    /// Clients come by the address.
    public func export(_ devices: [ExportedDevice]) {}

    /// Nobody knew.
    public func unexport() {}
}

/// Properties of devices in memory.
struct PropertyContent {
    private var devices: [String: [String: [String]]] = [:]

    func properties(of device: String, _ names: [String]) -> [String: [String]] {
        guard let known = devices[device.lowercased()] else { return [:] }
        var found: [String: [String]] = [:]
        for name in names { found[name.lowercased()] = known[name.lowercased()] }
        return found
    }

    mutating func put(_ values: [String: [String]], of device: String) {
        for (name, value) in values { devices[device.lowercased(), default: [:]][name.lowercased()] = value }
    }

    mutating func delete(_ names: [String], of device: String) {
        for name in names { devices[device.lowercased()]?[name.lowercased()] = nil }
    }
}
