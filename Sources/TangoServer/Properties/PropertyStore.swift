/// Where properties live: nowhere, in a file, or in the Tango database. Devices never see the difference.
///
/// Names are compared without case; answers carry what was found only.
///
/// **Isolation**: any thread.
public protocol PropertyStore: Sendable {
    /// What kind of store it is.
    var mode: ServerMode { get }

    /// The devices of a class in this server; nil when the store does not know any, so that the command line decides.
    func devices(of className: String) throws -> [String]?

    /// Properties of a device by name.
    func deviceProperties(_ device: String, _ names: [String]) throws -> [String: [String]]
    /// The names of all properties that somebody configured of a device.
    func devicePropertyNames(_ device: String) throws -> [String]
    /// Stores properties of a device.
    func putDeviceProperties(_ device: String, _ values: [String: [String]]) throws
    /// Forgets properties of a device.
    func deleteDeviceProperties(_ device: String, _ names: [String]) throws

    /// Properties of a class by name.
    func classProperties(_ className: String, _ names: [String]) throws -> [String: [String]]

    /// Stores properties of a class, for people who look it up; a store without classes keeps none.
    func putClassProperties(_ className: String, _ values: [String: [String]]) throws

    /// Free properties, such as those of `CtrlSystem`.
    func freeProperties(_ object: String, _ names: [String]) throws -> [String: [String]]

    /// Attribute properties of a device: by attribute in lower case, then by property in lower case.
    func attributeProperties(_ device: String, _ attributes: [String]) throws -> [String: [String: [String]]]
    /// Attribute properties of a class, in the same form.
    func classAttributeProperties(_ className: String, _ attributes: [String]) throws -> [String: [String: [String]]]
    /// Stores attribute properties of a device: by attribute, then by property.
    func putAttributeProperties(_ device: String, _ values: [String: [String: [String]]]) throws
    /// Forgets attribute properties of a device: by attribute.
    func deleteAttributeProperties(_ device: String, _ names: [String: [String]]) throws

    /// Pipe properties of a device: by pipe in lower case, then by property in lower case.
    func pipeProperties(_ device: String, _ pipes: [String]) throws -> [String: [String: [String]]]
    /// Pipe properties of a class, in the same form.
    func classPipeProperties(_ className: String, _ pipes: [String]) throws -> [String: [String: [String]]]
    /// Stores some properties of a pipe and forgets others.
    func changePipeProperties(_ device: String, _ pipe: String, stored: [String: [String]], deleted: [String]) throws

    /// Where the database is, as clients name it in events; nil without one.
    var databaseAddress: (host: String, port: Int)? { get }

    /// The device that has an alias; nil when there is none, or nobody to ask.
    func deviceName(ofAlias alias: String) -> String?

    /// Fetches everything that making the devices needs at once, where the store can; a store that cannot is asked piece
    /// by piece.
    func prefetch()
    /// Ends the use of what ``prefetch()``, or the start, fetched: others may change it from now on.
    func forgetPrefetched()

    /// Makes devices known to clients.
    func export(_ devices: [ExportedDevice]) throws
    /// Makes some devices unknown to clients.
    func unexport(_ devices: [String]) throws
    /// Makes all devices of the server unknown to clients.
    func unexport() throws
}

/// A store that knows nothing beyond its server.
extension PropertyStore {
    /// None that anybody could have misspelt.
    public func devicePropertyNames(_ device: String) throws -> [String] { [] }

    /// Nobody looks.
    public func putClassProperties(_ className: String, _ values: [String: [String]]) throws {}

    /// There are none.
    public func pipeProperties(_ device: String, _ pipes: [String]) throws -> [String: [String: [String]]] { [:] }

    /// There are none.
    public func classPipeProperties(_ className: String, _ pipes: [String]) throws -> [String: [String: [String]]] {
        [:]
    }

    /// Not kept: the configuration in force is in the device.
    public func changePipeProperties(
        _ device: String, _ pipe: String, stored: [String: [String]], deleted: [String]
    ) throws {}

    /// None.
    public var databaseAddress: (host: String, port: Int)? { nil }

    /// Nobody to ask.
    public func deviceName(ofAlias alias: String) -> String? { nil }

    /// Everything is at hand.
    public func prefetch() {}

    /// Nothing was fetched.
    public func forgetPrefetched() {}

    /// Nobody knew.
    public func unexport(_ devices: [String]) throws {}
}

/// Where the properties of a server live.
public enum ServerMode: Sendable {
    /// Nowhere (`-nodb`).
    case noDatabase
    /// In a file (`-file=`).
    case file
    /// In the Tango database.
    case database

    /// Whether clients reach the server only by its own address.
    public var isWithoutDatabase: Bool { self != .database }
}

/// What the database keeps of a device that runs.
public struct ExportedDevice: Sendable {
    /// Its name.
    public var name: String
    /// Its reference.
    public var ior: String
    /// The host of the server.
    public var host: String
    /// The process.
    public var pid: Int32
    /// The level of the interface.
    public var level: Int
}
