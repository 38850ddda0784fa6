import Synchronization
import TangoIDL
import TangoTypes

/// One device as the server sees it: interface, state, black box and the operations that clients call.
///
/// There is one operation of each kind; the generations of the wire are conversions around it (folder Servant).
///
/// **Isolation**: any thread. What touches the device waits for its monitor, at most 3.2 s.
public final class DeviceRuntime: Sendable {
    /// What the device itself holds.
    public let context: DeviceContext
    /// What its class says.
    let model: DeviceModel
    let body: any DeviceBody
    let blackBox: BlackBox
    /// Its pipes, in the order of the class.
    let pipes: CaseInsensitiveTable<PipeRuntime>
    private let tables: Mutex<Tables>
    /// Attributes whose values other devices have, whether clients see them yet or not.
    let forwarded = Mutex<[ForwardedAttribute]>([])
    private let hasForwarded = Atomic(false)
    /// A thread reads what the roots of attributes with alarm limits say.
    let isReadingAlarms = Atomic(false)
    /// Held while the interface or a configuration changes: each change looks first and stores last.
    let changing = Mutex(())
    /// Whether it was taken down for good: requests that waited meanwhile must not wake it.
    let isDown = Atomic(false)
    /// Whether it has been brought up, well or not: before that its values mean nothing.
    let isUp = Atomic(false)

    struct Tables: Sendable {
        var attributes: CaseInsensitiveTable<AttributeRuntime>
        var commands: CaseInsensitiveTable<CommandRuntime>
        /// Attributes whose alarms decide about the state.
        var alarmed: [AttributeRuntime] = []
        /// Forwarded attributes whose alarms decide about the state.
        var alarmedAtRoots: [AttributeRuntime] = []
        /// Attributes that force the state ALARM: wrong configuration or failed memorized value.
        var faulty: [AttributeRuntime] = []
        /// What is wrong with forwarded attributes, as lines of the status; that forces the state ALARM too.
        var withoutRoot: [String] = []
    }

    init(context: DeviceContext, model: DeviceModel, body: any DeviceBody, blackBoxDepth: Int = 50) {
        self.context = context
        self.model = model
        self.body = body
        blackBox = BlackBox(depth: blackBoxDepth)
        pipes = CaseInsensitiveTable(body.pipes) { $0.name }
        tables = Mutex(
            Tables(
                attributes: CaseInsensitiveTable([]) { $0.name },
                commands: CaseInsensitiveTable([]) { $0.definition.name }))
    }

    /// The name in its original spelling.
    public var name: String { context.name }

    /// The server around it.
    public var server: ServerContext { context.server }

    /// Whether there are forwarded attributes, for requests that have to look.
    var isForwarding: Bool { hasForwarded.load(ordering: .acquiring) }

    /// There are forwarded attributes from now on.
    func beginForwarding() { hasForwarded.store(true, ordering: .releasing) }

    // MARK: Tables

    /// The attribute called `name` in any case.
    public func attribute(named name: String) -> AttributeRuntime? { tables.withLock { $0.attributes[name] } }

    /// All attributes; State and Status are the last two.
    public var attributes: [AttributeRuntime] { tables.withLock { $0.attributes.elements } }

    /// The command called `name` in any case.
    public func command(named name: String) -> CommandRuntime? { tables.withLock { $0.commands[name] } }

    /// All commands: those of the class by name, then those added to this device.
    public var commands: [CommandRuntime] { tables.withLock { $0.commands.elements } }

    /// The attribute table at one instant.
    var attributeTable: CaseInsensitiveTable<AttributeRuntime> { tables.withLock { $0.attributes } }

    /// What decides about the state besides the device.
    var alarmTables: AlarmTables {
        tables.withLock {
            AlarmTables(alarmed: $0.alarmed, atRoots: $0.alarmedAtRoots, faulty: $0.faulty, withoutRoot: $0.withoutRoot)
        }
    }

    /// What decides about the state besides the device.
    struct AlarmTables {
        var alarmed: [AttributeRuntime]
        var atRoots: [AttributeRuntime]
        var faulty: [AttributeRuntime]
        var withoutRoot: [String]
        /// Whether the state is ALARM, whatever the class says.
        var isForced: Bool { !faulty.isEmpty || !withoutRoot.isEmpty }
    }

    func setAttributes(_ attributes: [AttributeRuntime]) {
        tables.withLock { $0.attributes = CaseInsensitiveTable(attributes) { $0.name } }
        refreshAlarms()
    }

    func setCommands(_ commands: [CommandRuntime]) {
        tables.withLock { $0.commands = CaseInsensitiveTable(commands) { $0.definition.name } }
    }

    /// Changes the list of attributes; requests that run keep the old one.
    func changeAttributes(_ body: (inout [AttributeRuntime]) -> Void) {
        tables.withLock { tables in
            var attributes = tables.attributes.elements
            body(&attributes)
            tables.attributes = CaseInsensitiveTable(attributes) { $0.name }
        }
        refreshAlarms()
    }

    /// Changes the list of commands; requests that run keep the old one.
    func changeCommands(_ body: (inout [CommandRuntime]) -> Void) {
        tables.withLock { tables in
            var commands = tables.commands.elements
            body(&commands)
            tables.commands = CaseInsensitiveTable(commands) { $0.definition.name }
        }
    }

    /// Called after a configuration, a memorized value or what is known of a root changed.
    func refreshAlarms() {
        let withoutRoot = isForwarding ? forwarded.withLock { $0 } : []
        tables.withLock { tables in
            let attributes = tables.attributes.elements
            let alarmed = attributes.filter { $0.isReadable && $0.configuration.limits.hasAlarm }
            tables.alarmed = alarmed.filter { $0.forwarded == nil }
            tables.alarmedAtRoots = alarmed.filter { $0.forwarded != nil }
            tables.withoutRoot = withoutRoot.compactMap(\.statusLines)
            tables.faulty = attributes.filter { $0.startupError != nil || $0.memorizedFailure != nil }
        }
    }

    // MARK: The monitor

    /// Runs `body` inside the device.
    ///
    /// **Throws**: `API_CommandTimedOut` when the device was busy for too long.
    ///
    /// Part of its callers, as making a closure for every request costs more than the monitor.
    @inline(__always)
    func exclusively<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try context.monitor.enter {
                guard !isDown.load(ordering: .acquiring) else { throw DevFailed.deviceIsDown(name) }
                return try body()
            }
        } catch is MonitorTimeout {
            throw DevFailed(
                .commandTimedOut, "Not able to acquire serialization (dev, class or process) monitor",
                origin: "TangoMonitor::get_monitor")
        }
    }
}
