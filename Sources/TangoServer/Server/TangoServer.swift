import Glibc
public import Log
public import ORBBridge
import Synchronization
public import TangoIDL
import TangoTypes

/// A server that runs in this process: its devices, and how to stop it.
///
/// **Isolation**: any thread.
public final class TangoServer: Sendable {
    /// The devices and what they share.
    public let context: ServerContext
    private let orb: Mutex<ORB?>
    private let ownsORB = Atomic(false)
    private let restarting = Mutex(())
    private let stopped = Atomic(false)
    private let onStop: @Sendable () -> Void

    /// Makes the devices of a server without letting clients in.
    ///
    /// - Parameters:
    ///   - description: What the executable is.
    ///   - options: What the command line said.
    ///   - properties: Where properties live.
    ///   - logSink: Where log messages go.
    ///   - onStop: Called once when somebody asks the server to end.
    ///
    /// **Throws**: ``StartFailure``.
    public init(
        description: ServerDescription, options: CommandLineOptions, properties: any PropertyStore,
        logSink: any LogSink = StandardErrorSink(), onStop: @escaping @Sendable () -> Void = {}
    ) throws {
        guard description.problems.isEmpty else {
            throw StartFailure(
                "The interface of a device class is wrong:\n" + description.problems.joined(separator: "\n"))
        }
        context = ServerContext(
            description: description, options: options, properties: properties, logSink: logSink)
        orb = Mutex(nil)
        self.onStop = onStop
    }

    // MARK: Start

    /// Makes and brings up all devices, without the network: enough for tests that call devices directly.
    public func makeDevices() throws {
        context.install(control: self)
        context.add(try DeviceRuntime.make(context.adminName, of: .admin, in: context))
        context.adminDevice?.bringUp()
        try makeUserDevices()
    }

    /// What the class says about itself goes to the database; what a site wrote there stays.
    private func storeInformation(about deviceClass: DeviceClass) throws {
        let information = deviceClass.model.classInformation
        guard context.properties.mode == .database, !information.isEmpty else { return }
        let present = try context.properties.classProperties(deviceClass.name, Array(information.keys))
        let missing = information.filter { present[$0.key.lowercased()] == nil }
        if !missing.isEmpty { try context.properties.putClassProperties(deviceClass.name, missing) }
    }

    /// Gives the server the ORB that its start needed already; ``close()`` ends it.
    func adopt(_ orb: ORB) {
        self.orb.withLock { $0 = orb }
        ownsORB.store(true, ordering: .relaxed)
    }

    private func makeUserDevices() throws {
        for deviceClass in context.description.classes {
            try storeInformation(about: deviceClass)
            var made: [DeviceRuntime] = []
            for name in try deviceNames(of: deviceClass) {
                let device = try DeviceRuntime.make(name, of: deviceClass, in: context)
                context.add(device)
                device.bringUp()
                made.append(device)
            }
            for device in made { device.writeMemorizedValues() }
        }
    }

    /// Opens the network and lets clients in.
    ///
    /// **Throws**: ``StartFailure`` when the port is taken.
    public func open() throws {
        if let orb = clientORB { return try open(on: orb) }
        let orb = try context.options.makeORB()
        adopt(orb)
        try open(on: orb)
    }

    /// Lets clients in through an ORB that others use too; ``close()`` leaves it open.
    public func open(on orb: ORB) throws {
        self.orb.withLock { $0 = orb }
        context.install(events: try EventSupplier.open(for: context, port: try port(of: orb)))
        for device in context.userDevices { try activate(device, orb) }
        if let admin = context.adminDevice { try activate(admin, orb) }
        try startPolling()
        try orb.setMode(.active)
        try publish(orb)
        context.properties.forgetPrefetched()
    }

    /// Tells the database where the devices are: only now, as nobody shall find one that cannot answer yet. The admin
    /// device comes last: who sees it takes the server for started.
    private func publish(_ orb: ORB) throws {
        guard context.properties.mode == .database else { return }
        do {
            let devices = context.userDevices + [context.adminDevice].compactMap { $0 }
            try context.properties.export(devices.map { try exported($0, orb) })
        } catch {
            try? context.properties.unexport()
            throw error
        }
    }

    /// What the database keeps of a device.
    private func exported(_ device: DeviceRuntime, _ orb: ORB) throws -> ExportedDevice {
        let key = device.name.lowercased()
        let ior =
            switch context.level {
            case .five: try orb.ior(key: key, as: Device_5Skeleton.self)
            case .six: try orb.ior(key: key, as: Device_6Skeleton.self)
            }
        return ExportedDevice(
            name: device.name, ior: ior, host: context.hostName, pid: getpid(), level: context.level.rawValue)
    }

    /// Polls what the properties and the classes ask for.
    private func startPolling() throws {
        let polling = context.polling as? PollingService ?? PollingService(context)
        context.install(polling: polling)
        try polling.configure()
        polling.setRunning(true)
    }

    /// The port that clients use: the one asked for, or the one that the system chose.
    private func port(of orb: ORB) throws -> String {
        if let port = context.options.endPoint?.port, !port.isEmpty, port != "0" { return port }
        let ior = try orb.ior(key: context.adminName.lowercased(), as: Device_5Skeleton.self)
        return try orb.addresses(ofIOR: ior).first?.split(separator: ":").last.map(String.init) ?? ""
    }

    private func activate(_ device: DeviceRuntime, _ orb: ORB) throws {
        let servant = DeviceServant(device)
        let key = device.name.lowercased()
        switch context.level {
        case .five: try orb.activate(key: key, servant, as: Device_5Skeleton.self)
        case .six: try orb.activate(key: key, servant, as: Device_6Skeleton.self)
        }
    }

    private func deviceNames(of deviceClass: DeviceClass) throws -> [String] {
        if let names = try context.properties.devices(of: deviceClass.name) { return names }
        let classes = context.description.classes
        let known = Set(classes.map { $0.name.lowercased() })
        let named = context.options.devices
        if let wrong = named.first(where: { $0.className.map { !known.contains($0) } ?? false }) {
            throw StartFailure("API_WrongCmdLineArgs: class name \(wrong.className ?? "") not found in server")
        }
        let isLast = classes.last?.name == deviceClass.name
        let wanted = named.filter { device in
            device.className.map { $0 == deviceClass.name.lowercased() } ?? isLast
        }
        if !wanted.isEmpty { return wanted.map(\.name) }
        if !named.isEmpty { return [] }
        return deviceClass.defaultDevices.isEmpty ? ["NoName"] : deviceClass.defaultDevices
    }

    // MARK: Stop

    /// Refuses new requests, lets running ones end, takes all devices down.
    public func close() {
        guard !stopped.exchange(true, ordering: .relaxed) else { return }
        try? context.properties.unexport()
        let orb = orb.withLock { $0 }
        let isOwner = ownsORB.load(ordering: .relaxed)
        if isOwner { try? orb?.setMode(.discarding) }
        (context.polling as? PollingService)?.close()
        for device in context.userDevices + [context.adminDevice].compactMap({ $0 }) {
            if !isOwner { try? orb?.deactivate(key: device.name.lowercased()) }
            device.takeDown()
        }
        (context.events as? EventSupplier)?.close()
        if isOwner { try? orb?.shutdown(waiting: true) }
    }

    /// The wire operations of a device, for calls from this process; nil when there is no such device.
    public func operations(of name: String) -> (any Device_6Servant)? {
        context.device(named: name).map(DeviceServant.init)
    }
}

extension TangoServer: ServerControl {
    func restart(_ device: DeviceRuntime) throws {
        guard let deviceClass = context.description.classes.first(where: { $0.name == device.model.className }) else {
            throw DevFailed(.classNotFound, "Class \(device.model.className) not found in device server")
        }
        // A store that does not answer must not cost a device that works.
        _ = try context.properties.deviceProperties(device.name, [PollingSettings.names[0]])
        let orb = orb.withLock { $0 }
        let key = device.name.lowercased()
        context.events?.interfaceWillChange(device)
        try? orb?.deactivate(key: key)
        device.takeDown()
        context.remove(device)
        let fresh = try DeviceRuntime.make(key, of: deviceClass, in: context)
        context.add(fresh)
        fresh.bringUp()
        fresh.writeMemorizedValues()
        if let orb {
            try activate(fresh, orb)
            if context.properties.mode == .database { try context.properties.export([try exported(fresh, orb)]) }
        }
        tellConfigurations(of: fresh)
    }

    func restartDevicesSoon() {
        _ = ServiceThread(name: "restart") { [self] _ in
            do { try restartDevices() } catch {
                context.logger(for: context.adminName).error("the devices cannot be made anew: \(error)")
            }
        }
    }

    func restartDevices() throws {
        // One restart at a time: the second would find devices that are half made.
        try restarting.withLock { _ in try remakeDevices() }
    }

    private func remakeDevices() throws {
        context.properties.prefetch()
        defer { context.properties.forgetPrefetched() }
        // A store that does not answer must not cost devices that work.
        for deviceClass in context.description.classes { _ = try deviceNames(of: deviceClass) }
        let before = context.userDevices.map { $0.name.lowercased() }
        let orb = orb.withLock { $0 }
        try? orb?.setMode(.discarding)
        defer { try? orb?.setMode(.active) }
        for device in context.userDevices {
            context.events?.interfaceWillChange(device)
            try? orb?.deactivate(key: device.name.lowercased())
            device.takeDown()
            context.remove(device)
        }
        try makeUserDevices()
        guard let orb else { return }
        for device in context.userDevices {
            try activate(device, orb)
            tellConfigurations(of: device)
        }
        try startPolling()
        guard context.properties.mode == .database else { return }
        try context.properties.export(context.userDevices.map { try exported($0, orb) })
        let gone = Set(before).subtracting(context.userDevices.map { $0.name.lowercased() })
        try context.properties.unexport(gone.sorted())
    }

    /// Who follows the configuration of an attribute gets it again after a restart.
    private func tellConfigurations(of device: DeviceRuntime) {
        for attribute in device.attributes { context.events?.configurationChanged(device, attribute) }
    }

    func stop() { onStop() }

    var clientORB: ORB? { orb.withLock { $0 } }
}
