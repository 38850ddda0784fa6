import Log
import ORBBridge
import Synchronization
import TangoIDL
import TangoTypes

/// One server: its devices and everything that they share. There are no globals; two servers fit into one process.
///
/// **Isolation**: any thread.
public final class ServerContext: Sendable {
    /// What the executable is.
    public let description: ServerDescription
    /// What the command line said.
    public let options: CommandLineOptions
    /// Where properties live.
    public let properties: any PropertyStore
    /// This host's name as clients get it.
    public let hostName: String
    /// Whether clients may write NaN and infinities.
    let writesNaN: Bool
    let logSink: any LogSink
    private let devices = Mutex<DeviceTable>(DeviceTable())
    private let monitors = Mutex<[String: DeviceMonitor]>([:])
    let outlets = Mutex<Outlets>(Outlets())
    /// Which clients hold which devices.
    let locks = DeviceLocks()
    /// Which devices they work with.
    let subDevices = Mutex(SubDevices())
    let logLevels = LogLevels()
    private let logs = Mutex<[String: DeviceLog]>([:])
    private let informations = Mutex<[String: ClassInformation]>([:])

    private struct DeviceTable {
        var byName: [String: DeviceRuntime] = [:]
        var order: [DeviceRuntime] = []
    }

    /// What is installed one by one while the server starts.
    struct Outlets {
        var events: (any EventOutlet)?
        var polling: (any PollingOutlet)?
        var control: (any ServerControl)?
        var forwarding: ForwardingService?
    }

    init(
        description: ServerDescription, options: CommandLineOptions, properties: any PropertyStore,
        logSink: any LogSink
    ) {
        self.description = description
        self.options = options
        self.properties = properties
        self.logSink = logSink
        hostName = HostName.qualified
        let free = try? properties.freeProperties("CtrlSystem", ["WAttrNaNAllowed"])
        writesNaN = free?["wattrnanallowed"]?.first?.lowercased() == "true"
    }

    /// `executable/instance`.
    public var serverName: String { "\(options.executable)/\(options.instance)" }

    /// The name of the admin device.
    public var adminName: String { "dserver/\(serverName)" }

    /// The instance.
    public var instance: String { options.instance }

    /// The generation of the interface.
    public var level: InterfaceLevel { description.level }

    // MARK: Devices

    /// The device called `name` in any case, the admin device included.
    public func device(named name: String) -> DeviceRuntime? {
        devices.withLock { $0.byName[name.lowercased()] }
    }

    /// The device with a name or an alias, in any case.
    public func device(called name: String) -> DeviceRuntime? {
        if let device = device(named: name) { return device }
        guard !name.contains("/"), let real = properties.deviceName(ofAlias: name) else { return nil }
        return device(named: real)
    }

    /// The devices in the order of their making, without the admin device.
    public var userDevices: [DeviceRuntime] {
        devices.withLock { $0.order.filter { $0.model.className != AdminDevice.className } }
    }

    /// The admin device.
    public var adminDevice: DeviceRuntime? { device(named: adminName) }

    func add(_ device: DeviceRuntime) {
        devices.withLock { table in
            table.byName[device.name.lowercased()] = device
            table.order.append(device)
        }
    }

    func remove(_ device: DeviceRuntime) {
        devices.withLock { table in
            table.byName[device.name.lowercased()] = nil
            table.order.removeAll { $0 === device }
        }
    }

    /// Lets go of all devices, so that they end before the process does.
    func forgetDevices() {
        // They end outside the lock: what a class does in its deinit may ask the server.
        let old = devices.withLock { table in
            defer { table = DeviceTable() }
            return table
        }
        withExtendedLifetime(old) {}
    }

    // MARK: What devices share

    /// Where events go; nil while the server sends none.
    public var events: (any EventOutlet)? { outlets.withLock { $0.events } }

    /// What the server polls; nil while it polls nothing.
    public var polling: (any PollingOutlet)? { outlets.withLock { $0.polling } }

    /// Who restarts and stops the server.
    var control: (any ServerControl)? { outlets.withLock { $0.control } }

    func install(events: any EventOutlet) { outlets.withLock { $0.events = events } }
    func install(polling: any PollingOutlet) { outlets.withLock { $0.polling = polling } }
    func install(control: any ServerControl) { outlets.withLock { $0.control = control } }

    /// The monitor of a new device, as the serialization model says.
    func monitor(for model: DeviceModel) -> DeviceMonitor {
        if model.isConcurrent { return DeviceMonitor(serializing: false) }
        let key: String
        switch description.serialization {
        case .byDevice: return DeviceMonitor()
        case .byClass: key = model.className.lowercased()
        case .byProcess: key = ""
        }
        return monitors.withLock { known in
            let monitor = known[key] ?? DeviceMonitor()
            known[key] = monitor
            return monitor
        }
    }

    /// Reads what the site says about a class.
    func readInformation(of model: DeviceModel) throws {
        let read = try ClassInformation(of: model, in: properties)
        informations.withLock { $0[model.className.lowercased()] = read }
    }

    /// What the site said about a class when it started.
    func information(of model: DeviceModel) -> ClassInformation {
        informations.withLock { $0[model.className.lowercased()] }
            ?? ClassInformation(documentationURL: model.documentationURL)
    }

    /// The logger of a device.
    func logger(for name: String) -> Logger {
        Logger(
            label: name, sink: log(for: name),
            threshold: logLevels.threshold(for: name) { levelOfOptions(for: name) ?? LogLevels.unsaid })
    }

    /// The logger of the server itself, which speaks as its admin device.
    var log: Logger { logger(for: adminName) }

    /// Where the messages of a device go; it outlives the device, as a restart shall change nothing.
    func log(for name: String) -> DeviceLog {
        logs.withLock { known in
            let log = known[name.lowercased()] ?? DeviceLog(process: logSink)
            known[name.lowercased()] = log
            return log
        }
    }
}

/// What the admin device asks of the process around the devices.
protocol ServerControl: AnyObject, Sendable {
    /// Makes a device anew.
    func restart(_ device: DeviceRuntime) throws
    /// Makes all devices anew.
    func restartDevices() throws
    /// The same on a thread of its own; returns at once, so that the client gets its answer.
    ///
    /// **Throws**: `API_MemoryAllocation` when there is no thread for it.
    func restartDevicesSoon() throws
    /// Ends the server; returns at once.
    func stop()
    /// The ORB for calls to other devices; nil before the network is open.
    var clientORB: ORB? { get }
    /// The ORB for calls to other devices, made now if need be.
    func orbForCalls() throws -> ORB
}
