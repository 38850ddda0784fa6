/// What a class says about all its devices, its type forgotten.
struct DeviceModel: Sendable {
    let className: String
    let description: String
    let documentationURL: String
    let properties: [DeviceProperty]
    let classProperties: [DeviceProperty]
    /// Properties of the class that the server stores in the database where they are missing.
    let classInformation: [String: [String]]
    let pushesState: Bool
    /// Whether devices of the class need no monitor.
    let isConcurrent: Bool

    /// What `info` says about the kind of device.
    var typeName: String { "Uninitialised" }
}

/// A device class in a server's description.
public struct DeviceClass: Sendable {
    /// The name of the class in Tango.
    public var name: String { model.className }
    /// What is wrong with its interface table; a server with a class that has any does not start.
    public let problems: [String]
    /// Names of the devices that a server without database makes when the command line names none.
    let defaultDevices: [String]
    let model: DeviceModel
    let make: @Sendable (DeviceContext) -> any DeviceBody

    /// Serves devices of a class.
    ///
    /// - Parameters:
    ///   - type: The class.
    ///   - defaultDevices: Device names when the server runs without database and the command line names none.
    public init<D: Device>(_ type: D.Type, defaultDevices: [String] = []) {
        self.init(type, interface: D.interface, defaultDevices: defaultDevices)
    }

    /// The same with another table than that of the class.
    init<D: Device>(_ type: D.Type, interface: Interface<D>, defaultDevices: [String] = []) {
        problems = interface.problems
        self.defaultDevices = defaultDevices
        model = DeviceModel(
            className: interface.className, description: interface.deviceDescription,
            documentationURL: interface.documentationURL, properties: interface.properties,
            classProperties: interface.classProperties, classInformation: interface.classInformation,
            pushesState: interface.pushesState,
            isConcurrent: type is any ConcurrentDevice.Type)
        make = { context in TypedDeviceBody(device: D(context: context), interface: interface) }
    }
}
