import Log
import Synchronization
import TangoIDL
import TangoTypes

/// Reads attributes and executes commands regularly, keeps their last results, and makes events of them.
///
/// Reading a buffer takes only this service's own lock, so it never waits for a device.
///
/// **Isolation**: any thread.
final class PollingService: Sendable {
    private struct State: Sendable {
        var devices: [String: PolledDevice] = [:]
        var pool = PollingPool(size: 1)
        var threads: [Int: PollingThread] = [:]
        var groupsAttributes = true
        var isRunning = false
        /// Nothing is polled any more, whoever asks: a thread made now would be stopped by nobody.
        var isClosed = false
        var hasRun = false
    }

    private let state = Mutex(State())
    /// Held while what is polled changes: who changes it looks first. Never while the store is asked, which may take as
    /// long as a database that does not answer.
    let changing = Mutex(())
    /// Finds devices, and keeps properties.
    unowned let server: ServerContext
    private let logger: Logger

    /// Makes the service; nothing is polled before ``configure()``.
    init(_ server: ServerContext) {
        self.server = server
        logger = server.log
    }

    // MARK: - Configuration

    /// Reads the properties of the admin device and of all devices, and fills the schedules.
    ///
    /// Also after all devices were made anew: what was polled only by request is kept in the properties.
    func configure() throws {
        let admin = try server.properties.deviceProperties(
            server.adminName, ["polling_threads_pool_size", "polling_threads_pool_conf", "polling_before_9"])
        let pool = PollingPool(
            size: admin["polling_threads_pool_size"]?.first.flatMap { Int($0) },
            configuration: admin["polling_threads_pool_conf"] ?? [])
        let isOld = admin["polling_before_9"]?.first?.lowercased() == "true"
        let old = state.withLock { state in
            defer {
                state.devices = [:]
                state.threads = [:]
                state.pool = pool
                state.groupsAttributes = !isOld
            }
            return Array(state.threads.values)
        }
        for thread in old { thread.stop() }
        for device in server.userDevices { try configure(device) }
        spread()
        let polled = Set(polledDevices.map { $0.lowercased() })
        state.withLock { state in
            // What was closed meanwhile does not tell who needs a thread.
            if !state.isClosed { state.pool.keep(only: polled) }
        }
        try storePool()
    }

    /// Reads again what the properties say, for a device that was restarted; what is polled stays polled.
    func reread(_ device: DeviceRuntime) throws {
        let settings = try settings(of: device)
        update(device) { $0.settings = settings }
    }

    private func settings(of device: DeviceRuntime) throws -> PollingSettings {
        let properties = try server.properties.deviceProperties(device.name, PollingSettings.names)
        var settings = PollingSettings(properties, device: device.name) { error in
            logger.error(error.errors.first?.desc ?? "A polling property of \(device.name) is wrong")
        }
        settings.moveBuiltInCommands()
        return settings
    }

    private func configure(_ device: DeviceRuntime) throws {
        var settings = try settings(of: device)
        var isChanged = false
        for wish in device.pollingWishes
        where settings.list(wish.kind)[wish.name] == nil && !settings.isNonAutomatic(wish.kind, wish.name) {
            settings.setPeriod(wish.period, wish.kind, wish.name)
            isChanged = true
        }
        if isChanged { try store(settings, of: device, PolledKind.allCases) }
        var objects: [(kind: PolledKind, name: String, period: Int)] = []
        for kind in PolledKind.allCases {
            let list = settings.list(kind)
            for name in list.names {
                guard let known = device.pollableName(kind, name), let period = list[name] else {
                    logger.warn("\(device.name) has no \(kind.rawValue) \(name) that could be polled")
                    settings.setUnknown(kind, name)
                    continue
                }
                do throws(DevFailed) {
                    try settings.check(kind, known, period: period, origin: "Util::polling_configure")
                    objects.append((kind, known, period))
                } catch {
                    logger.error(
                        "\(device.name) is not polled as its properties say: \(error.errors.first?.desc ?? "")")
                }
            }
        }
        var polled = PolledDevice(name: device.name, settings: settings)
        for object in objects { polled.add(object.kind, object.name, period: object.period) }
        guard !polled.isEmpty else {
            return state.withLock { state in
                if !state.isClosed { state.devices[device.name.lowercased()] = polled }
            }
        }
        guard let thread = try install(polled) else { return }
        let now = ContinuousClock.now
        thread.update { schedule in
            for object in polled.objects where object.period > 0 {
                schedule.add(object.kind, object.name, of: device.name, period: object.period, at: now)
            }
        }
    }

    /// Notes a device and gives it a thread; nil once the service is closed.
    private func install(_ polled: PolledDevice) throws(DevFailed) -> PollingThread? {
        try state.withLock { (state) throws(DevFailed) in
            guard !state.isClosed else { return nil }
            let thread = try thread(of: polled.name, in: &state)
            state.devices[polled.name.lowercased()] = polled
            return thread
        }
    }

    private func thread(of device: String, in state: inout State) throws(DevFailed) -> PollingThread {
        let index = state.pool.thread(of: device)
        if let thread = state.threads[index] { return thread }
        let thread = try PollingThread(groupsAttributes: state.groupsAttributes, isRunning: state.isRunning) {
            [weak self] work in self?.executeDue(work)
        }
        state.threads[index] = thread
        return thread
    }

    private func spread() {
        let threads = state.withLock { Array($0.threads.values) }
        let now = ContinuousClock.now
        for thread in threads { thread.update { $0.spread(from: now) } }
    }

    /// The thread that polls a device; nil once the service is closed.
    ///
    /// **Throws**: as ``ServiceThread/init(name:_:)``.
    func thread(of device: String) throws(DevFailed) -> PollingThread? {
        try state.withLock { (state) throws(DevFailed) in
            state.isClosed ? nil : try thread(of: device, in: &state)
        }
    }

    /// Writes what is polled of a device now to the store. Of those that write at the same time, the one that ends last
    /// sees that what it wrote is what is polled, or writes again.
    func store(_ device: DeviceRuntime, _ kinds: [PolledKind]) throws {
        while let settings = polled(device.name, { $0.settings }) {
            try store(settings, of: device, kinds)
            let now = polled(device.name) { $0.settings }
            if kinds.allSatisfy({ now?.stored($0) == settings.stored($0) }) { return }
        }
    }

    /// Writes settings to the store; without one, what a client asked for ends with the devices.
    private func store(_ settings: PollingSettings, of device: DeviceRuntime, _ kinds: [PolledKind]) throws {
        guard server.properties.mode != .noDatabase else { return }
        for kind in kinds {
            let wanted = settings.stored(kind)
            let present = try server.properties.deviceProperties(device.name, Array(wanted.keys))
            let put = wanted.filter { !$0.value.isEmpty && present[$0.key] != $0.value }
            let delete = wanted.filter { $0.value.isEmpty && present[$0.key] != nil }.map(\.key)
            if !put.isEmpty { try server.properties.putDeviceProperties(device.name, put) }
            if !delete.isEmpty { try server.properties.deleteDeviceProperties(device.name, delete) }
        }
    }

    /// Writes which thread serves which device, if that has changed.
    func storePool() throws {
        guard server.properties.mode != .noDatabase else { return }
        while true {
            let wanted = poolConfiguration
            try store(pool: wanted)
            if wanted == poolConfiguration { return }
        }
    }

    private var poolConfiguration: [String] { state.withLock { $0.pool.configuration } }

    private func store(pool wanted: [String]) throws {
        let name = "polling_threads_pool_conf"
        let present = try server.properties.deviceProperties(server.adminName, [name])[name] ?? []
        guard wanted != present else { return }
        if wanted.isEmpty {
            try server.properties.deleteDeviceProperties(server.adminName, [name])
        } else {
            try server.properties.putDeviceProperties(server.adminName, [name: wanted])
        }
    }

    // MARK: - Running

    /// Whether polling threads work.
    var isRunning: Bool { state.withLock { $0.isRunning } }

    /// Lets all polling threads work, or wait.
    func setRunning(_ isRunning: Bool) {
        let threads = state.withLock { state in
            state.isRunning = isRunning
            state.hasRun = state.hasRun || isRunning
            return Array(state.threads.values)
        }
        for thread in threads { thread.setRunning(isRunning) }
    }

    /// Lets the thread work that polls only this device, also after `StopPolling`.
    ///
    /// Release 9.3.4 makes a thread for the first object that it polls, and another when the device was restarted;
    /// each works at once.
    func runThread(ofOnly device: DeviceRuntime) {
        let thread = state.withLock { state -> PollingThread? in
            guard state.hasRun, let all = state.pool.shared(with: device.name),
                all.devices == [device.name.lowercased()]
            else { return nil }
            return state.threads[all.thread]
        }
        thread?.setRunning(true)
    }

    /// Ends all threads and empties the buffers.
    func close() {
        let threads = state.withLock { state in
            defer { state.threads = [:] }
            state.isClosed = true
            return Array(state.threads.values)
        }
        for thread in threads { thread.stop() }
        // Values end outside the lock, whatever they hold.
        let old = state.withLock { state in
            defer { state.devices = [:] }
            return state.devices
        }
        withExtendedLifetime(old) {}
    }

    // MARK: - Buffers

    /// Looks at what is polled of a device, nil if nothing ever was.
    func polled<Result: Sendable>(_ device: String, _ body: (PolledDevice) -> Result) -> Result? {
        state.withLock { state in state.devices[device.lowercased()].map(body) }
    }

    /// Whether the attributes of a device with one period are read in one call.
    var groupsAttributes: Bool { state.withLock { $0.groupsAttributes } }

    /// Changes what is polled of a device; nothing is once the service is closed.
    func update(_ device: DeviceRuntime, _ body: (inout PolledDevice) -> Void) {
        state.withLock { state in
            guard !state.isClosed else { return }
            let key = device.name.lowercased()
            if state.devices[key] == nil {
                state.devices[key] = PolledDevice(
                    name: device.name, settings: PollingSettings([:], device: device.name) { _ in })
            }
            if var polled = state.devices.removeValue(forKey: key) {
                body(&polled)
                if polled.isEmpty { state.pool.remove(device.name) }
                state.devices[key] = polled
            }
        }
    }

    /// Names of the devices of which something is polled, sorted.
    var polledDevices: [String] {
        state.withLock { $0.devices.values.filter { !$0.isEmpty }.map(\.name).sorted() }
    }
}
