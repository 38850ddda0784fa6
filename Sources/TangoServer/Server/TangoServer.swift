import Dispatch
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
    let orb = MadeOnce<ORB>()
    let ownsORB = Atomic(false)
    /// Held while devices are made anew or taken down: two at once would each make devices of their own.
    let restarting = DeviceMonitor()
    let restartWish = RestartWish()
    private let stopped = Atomic(false)
    /// Whether ``close()`` gave up waiting for a call.
    let hasUnfinishedCalls = Atomic(false)
    let onStop: @Sendable () -> Void

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
        self.onStop = onStop
    }

    // MARK: Start

    /// Makes and brings up all devices, without the network: enough for tests that call devices directly.
    public func makeDevices() throws {
        context.install(control: self)
        let adminClass = DeviceClass.admin(context.level)
        try context.readInformation(of: adminClass.model)
        context.add(try DeviceRuntime.make(context.adminName, of: adminClass, in: context))
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
        self.orb.take(orb)
        ownsORB.store(true, ordering: .relaxed)
    }

    /// Makes the devices of all classes.
    ///
    /// - Parameters:
    ///   - kept: Names in lower case of devices that are there already.
    ///   - failed: Called with what goes wrong; the rest is made when it returns.
    func makeUserDevices(
        keeping kept: Set<String> = [], _ failed: (any Error) throws -> Void = { throw $0 }
    ) throws {
        for deviceClass in context.description.classes {
            do { try makeDevices(of: deviceClass, keeping: kept, failed) } catch { try failed(error) }
        }
    }

    private func makeDevices(
        of deviceClass: DeviceClass, keeping kept: Set<String>, _ failed: (any Error) throws -> Void
    ) throws {
        // In this order: clients see what the class stores now from its next start on, as with the C++ servers.
        try context.readInformation(of: deviceClass.model)
        try storeInformation(about: deviceClass)
        var made: [DeviceRuntime] = []
        for name in try deviceNames(of: deviceClass) where !kept.contains(name.lowercased()) {
            do {
                let device = try DeviceRuntime.make(name, of: deviceClass, in: context)
                context.add(device)
                if device.bringUp() == nil { made.append(device) }
            } catch { try failed(error) }
        }
        for device in made { device.writeMemorizedValues() }
    }

    /// Opens the network and lets clients in.
    ///
    /// **Throws**: ``StartFailure`` when the port is taken.
    public func open() throws {
        try open(on: try orbForCalls())
    }

    /// Lets clients in through an ORB that others use too; ``close()`` leaves it open.
    public func open(on orb: ORB) throws {
        self.orb.take(orb)
        let port = try port(of: orb)
        context.log.debug("clients are let in at port \(port)")
        context.install(events: try EventSupplier.open(for: context, port: port))
        for device in context.userDevices { try activate(device, orb) }
        if let admin = context.adminDevice { try activate(admin, orb) }
        try preparePolling()
        (context.polling as? PollingService)?.setRunning(true)
        try orb.setMode(.active)
        for device in context.userDevices { context.follow(device) }
        context.awaitRoots(within: RootDevice.timeLimit)
        try publish(orb)
        context.forwarding?.wake()
        context.properties.forgetPrefetched()
        if context.properties.mode == .database { keepSubDevices() }
        for device in context.userDevices { device.warnOfUndeclaredProperties() }
        context.log.info("started with \(context.userDevices.count) devices")
    }

    /// Tells the database where the devices are: only now, as nobody shall find one that cannot answer yet. The admin
    /// device comes first: who finds a device goes on to it. Who finds it takes the server for started, so nobody is
    /// answered before all are there.
    private func publish(_ orb: ORB) throws {
        guard context.properties.mode == .database else { return }
        try orb.setMode(.holding)
        defer { if !isStopped { try? orb.setMode(.active) } }
        do {
            let devices = [context.adminDevice].compactMap { $0 } + context.userDevices
            try context.properties.export(devices.map { try exported($0, orb) })
            context.log.debug("exported to the database: \(devices.map(\.name).joined(separator: ", "))")
        } catch {
            try? context.properties.unexport()
            throw error
        }
    }

    /// What the database keeps of a device.
    func exported(_ device: DeviceRuntime, _ orb: ORB) throws -> ExportedDevice {
        let key = device.name.lowercased()
        let ior =
            switch context.level {
            case .five: try orb.ior(key: key, as: Device_5Skeleton.self)
            case .six: try orb.ior(key: key, as: Device_6Skeleton.self)
            }
        return ExportedDevice(
            name: device.name, ior: ior, host: context.hostName, pid: getpid(), level: context.level.rawValue)
    }

    /// Notes what the properties and the classes ask to be polled; nothing is yet.
    func preparePolling() throws {
        let polling = context.polling as? PollingService ?? PollingService(context)
        context.install(polling: polling)
        polling.setRunning(false)
        try polling.configure()
    }

    /// The port that clients use: the one asked for, or the one that the system chose.
    private func port(of orb: ORB) throws -> String {
        if let port = context.options.endPoint?.port, !port.isEmpty, port != "0" { return port }
        let ior = try orb.ior(key: context.adminName.lowercased(), as: Device_5Skeleton.self)
        return try orb.addresses(ofIOR: ior).first?.split(separator: ":").last.map(String.init) ?? ""
    }

    func activate(_ device: DeviceRuntime, _ orb: ORB) throws {
        let servant = DeviceServant(device)
        let key = device.name.lowercased()
        switch context.level {
        case .five: try orb.activate(key: key, servant, as: Device_5Skeleton.self)
        case .six: try orb.activate(key: key, servant, as: Device_6Skeleton.self)
        }
    }

    func deviceNames(of deviceClass: DeviceClass) throws -> [String] {
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

    /// Whether the server ends or has ended.
    var isStopped: Bool { stopped.load(ordering: .acquiring) }

    /// Refuses new requests, lets running ones end, takes all devices down.
    ///
    /// A restart that runs ends first. A device that stays busy for ten seconds is named in the log and left as it is.
    public func close() {
        guard !stopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        do { try restarting.enter(within: Self.closeLimit) { end() } } catch {
            context.log.error("a restart of devices does not end: closing all the same")
            end()
        }
    }

    private func end() {
        context.log.info("ending")
        try? context.properties.unexport()
        let orb = clientORB
        let isOwner = ownsORB.load(ordering: .relaxed)
        if isOwner { try? orb?.setMode(.discarding) }
        (context.polling as? PollingService)?.close()
        closeForwarding()
        let devices = context.userDevices + [context.adminDevice].compactMap { $0 }
        if !isOwner { for device in devices { try? orb?.deactivate(key: device.name.lowercased()) } }
        // Those that are free at once do not wait for one that is busy.
        let busy = devices.filter { !$0.takeDown(within: .zero) }
        let deadline = ContinuousClock.now + Self.closeLimit
        for device in busy where !device.takeDown(within: max(.zero, deadline - .now)) {
            device.context.logger.error("\(device.name) is busy and was not shut down: the server ends without it")
        }
        (context.events as? EventSupplier)?.close()
        if isOwner, let orb { shutDown(orb) }
        context.forgetDevices()
    }

    /// What the thread of a root uses must not be torn down under it.
    private func closeForwarding() {
        guard let forwarding = context.forwarding, !forwarding.close(within: RootDevice.timeLimit + .seconds(1)) else {
            return
        }
        context.logger(for: context.adminName).warn(
            "a root device does not answer: the server ends without waiting for it")
        hasUnfinishedCalls.store(true, ordering: .releasing)
    }

    /// A client that does not take its answer, on a socket without time limit, would hold the end for as long as it
    /// likes.
    private func shutDown(_ orb: ORB) {
        let done = DispatchSemaphore(value: 0)
        do {
            _ = try ServiceThread(name: "end") { _ in
                try? orb.shutdown(waiting: true)
                done.signal()
            }
        } catch {
            // Without a thread to spare it waits itself.
            try? orb.shutdown(waiting: true)
            return
        }
        if done.wait(timeout: .now() + .seconds(10)) == .success { return }
        context.log.error("a client does not take its answer: the server ends without it")
        hasUnfinishedCalls.store(true, ordering: .releasing)
    }

    /// How long the end waits for a restart, and for devices that are busy.
    private static let closeLimit: Duration = .seconds(10)

    /// The wire operations of a device, for calls from this process; nil when there is no such device.
    public func operations(of name: String) -> (any Device_6Servant)? {
        context.device(named: name).map(DeviceServant.init)
    }
}
