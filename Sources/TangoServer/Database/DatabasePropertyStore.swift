import Synchronization
import TangoClient
import TangoIDL
import TangoTypes

/// Properties in the Tango database, and the place where clients find the devices.
final class DatabasePropertyStore: PropertyStore {
    let access: DatabaseAccess
    private let serverName: String
    private let cacheHost: String
    private let cache: Mutex<ServerCache?>

    /// Uses a database.
    ///
    /// - Parameters:
    ///   - serverName: `executable/instance`.
    ///   - cacheHost: This host and the release, as the command for the cache wants them.
    ///   - cache: What the database packed for the start, if it can do that.
    init(_ access: DatabaseAccess, serverName: String, cacheHost: String, cache: ServerCache?) {
        self.access = access
        self.serverName = serverName
        self.cacheHost = cacheHost
        self.cache = Mutex(cache)
    }

    /// The database.
    var mode: ServerMode { .database }

    var databaseAddress: (host: String, port: Int)? { access.address }

    // MARK: The cache

    func prefetch() {
        let fresh = try? access.call("start its devices again") { try $0.serverCache(serverName, host: cacheHost) }
        cache.withLock { $0 = fresh.flatMap { ServerCache($0) } }
    }

    func forgetPrefetched() {
        cache.withLock { $0 = nil }
        access.started()
    }

    func cached<Value: Sendable>(_ body: (ServerCache) -> Value?) -> Value? {
        cache.withLock { cache in cache.flatMap(body) }
    }

    /// What is about to change is asked of the database from now on.
    func forget(_ device: String) { cache.withLock { $0?.forget(device: device) } }

    // MARK: Devices

    func devices(of className: String) throws -> [String]? {
        if let known = cached({ $0.devicesByClass[className.lowercased()] }) { return known }
        return try access.call("ask for the devices of class \(className)") {
            try $0.devices(ofServer: serverName, class: className)
        }
    }

    func deviceName(ofAlias alias: String) -> String? {
        try? access.call("ask whose alias \(alias) is") { try $0.device(ofAlias: alias) }
    }

    func export(_ devices: [ExportedDevice]) throws {
        for device in devices {
            let offered = TangoClient.ExportedDevice(
                name: device.name, ior: device.ior, host: device.host, pid: device.pid, level: device.level)
            try access.call("export \(device.name)") { try $0.exportDevice(offered) }
        }
    }

    func unexport(_ devices: [String]) throws {
        for device in devices { try access.call("unexport \(device)") { try $0.unexportDevice(device) } }
    }

    func unexport() throws { try access.call("unexport its devices") { try $0.unexportServer(serverName) } }

    // MARK: Properties

    func deviceProperties(_ device: String, _ names: [String]) throws -> [String: [String]] {
        if let known = cached({ $0.deviceProperties[device.lowercased()]?.only(names) }) { return known }
        return try access.call("read properties of \(device)") { try $0.properties(of: .device(device), names) }.byName
    }

    func devicePropertyNames(_ device: String) throws -> [String] {
        let answer = try access.call("list the properties of \(device)") {
            try $0.command("DbGetDevicePropertyList", .strings([device, "*"]))
        }
        guard case .strings(let names) = answer else { return [] }
        return names
    }

    func putDeviceProperties(_ device: String, _ values: [String: [String]]) throws {
        forget(device)
        let properties = values.map { Property($0.key, $0.value) }
        try access.call("store properties of \(device)") { try $0.putProperties(of: .device(device), properties) }
    }

    func deleteDeviceProperties(_ device: String, _ names: [String]) throws {
        forget(device)
        try access.call("delete properties of \(device)") { try $0.deleteProperties(of: .device(device), names) }
    }

    func classProperties(_ className: String, _ names: [String]) throws -> [String: [String]] {
        if let known = cached({ $0.classProperties[className.lowercased()]?.only(names) }) { return known }
        return try access.call("read properties of class \(className)") {
            try $0.properties(of: .deviceClass(className), names)
        }.byName
    }

    func putClassProperties(_ className: String, _ values: [String: [String]]) throws {
        let properties = values.map { Property($0.key, $0.value) }
        try access.call("store properties of class \(className)") {
            try $0.putProperties(of: .deviceClass(className), properties)
        }
        cache.withLock { cache in
            for (name, value) in values { cache?.classProperties[className.lowercased()]?[name.lowercased()] = value }
        }
    }

    func freeProperties(_ object: String, _ names: [String]) throws -> [String: [String]] {
        if let known = cached({ $0.freeProperties[object.lowercased()]?.only(names) }) { return known }
        return try access.call("read properties of \(object)") { try $0.properties(of: .object(object), names) }.byName
    }

    // MARK: Properties of attributes

    func attributeProperties(_ device: String, _ attributes: [String]) throws -> [String: [String: [String]]] {
        if let known = cached({ $0.deviceAttributes[device.lowercased()]?.only(attributes) }) { return known }
        return try access.call("read the configuration of attributes of \(device)") {
            try $0.attributeProperties(of: .device(device), attributes)
        }.byName
    }

    func classAttributeProperties(_ className: String, _ attributes: [String]) throws -> [String: [String: [String]]] {
        if let known = cached({ $0.classAttributes[className.lowercased()]?.only(attributes) }) { return known }
        return try access.call("read the configuration of attributes of class \(className)") {
            try $0.attributeProperties(of: .deviceClass(className), attributes)
        }.byName
    }

    func putAttributeProperties(_ device: String, _ values: [String: [String: [String]]]) throws {
        forget(device)
        let attributes = values.map { name, properties in
            AttributeProperties(name, properties.map { Property($0.key, $0.value) })
        }
        try access.call("store properties of attributes of \(device)") {
            try $0.putAttributeProperties(of: .device(device), attributes)
        }
    }

    func deleteAttributeProperties(_ device: String, _ names: [String: [String]]) throws {
        forget(device)
        for (attribute, properties) in names where !properties.isEmpty {
            try access.call("delete properties of \(device)/\(attribute)") {
                try $0.deleteAttributeProperties(ofDevice: device, attribute, properties)
            }
        }
    }
}
