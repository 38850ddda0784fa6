public import TangoIDL

/// A device class: an actor whose interface is declared once, in a static table.
///
/// The life of a device: `init(context:)` makes it, ``initialize()`` brings it up, requests come, ``shutdown()`` takes it
/// down. The command `Init` is ``shutdown()`` and ``initialize()`` on the same object; `DevRestart` makes a new one.
///
/// Everything in the interface table runs inside the device's monitor, on the thread of the request, and is
/// synchronous: a request waits at most 3.2 s for its turn and then fails with `API_CommandTimedOut`. Work that takes
/// long is a `Task` of the actor that updates state, which requests then only read.
///
/// ```swift
/// actor Lamp: Device {
///     static let power = AttributeKey<Double>("Power")
///     static let interface = Interface<Lamp>("Lamp") {
///         Attribute(Lamp.power, unit: "W", min: 0, max: 60, read: { $0.watts }, write: { $0.watts = $1 })
///     } commands: {
///         Command("Off") { $0.watts = 0 }
///     }
///     nonisolated let context: DeviceContext
///     private var watts = 0.0
///     init(context: DeviceContext) { self.context = context }
///     func initialize() { context.setState(.ON) }
/// }
/// ```
public protocol Device: Actor {
    /// What clients see: attributes, commands and properties.
    static var interface: Interface<Self> { get }

    /// What the framework gave to this device when it was made.
    nonisolated var context: DeviceContext { get }

    /// Makes the device; opens nothing yet.
    init(context: DeviceContext)

    /// Brings the device up: at start, and again at every `Init`.
    ///
    /// **Throws**: anything; at start the device is then served in state FAULT with the error in its status.
    func initialize() throws

    /// Takes the device down: before `Init`, `DevRestart` and at the end.
    func shutdown()

    /// Called before every command and before every group of attributes is read or written.
    func alwaysExecuted() throws

    /// Called once before the attributes of one request are read, with their names.
    func readHardware(_ attributes: [String]) throws

    /// Called once after the attributes of one request were written, with the names of those that succeeded.
    ///
    /// **Throws**: `MultiDevFailed` to say which attributes failed, or any error for all of them.
    func writeHardware(_ attributes: [String]) throws

    /// The state that clients see; `computed` is Tango's own rule (alarms of attributes turn ON into ALARM).
    func deviceState(computed: () throws -> DevState) throws -> DevState

    /// The status that clients see; `computed` is Tango's own rule (a line per alarm).
    func deviceStatus(computed: () throws -> String) throws -> String
}

extension Device {
    /// The monitor, so that tasks of the actor and requests exclude each other.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { context.monitor.asUnownedSerialExecutor() }

    /// Nothing to bring up.
    public func initialize() throws {}
    /// Nothing to take down.
    public func shutdown() {}
    /// Nothing to do.
    public func alwaysExecuted() throws {}
    /// Nothing to do.
    public func readHardware(_ attributes: [String]) throws {}
    /// Nothing to do.
    public func writeHardware(_ attributes: [String]) throws {}
    /// Tango's rule.
    public func deviceState(computed: () throws -> DevState) throws -> DevState { try computed() }
    /// Tango's rule.
    public func deviceStatus(computed: () throws -> String) throws -> String { try computed() }
}

/// A device class that serves requests at the same time, without a monitor.
///
/// Not for classes of users: an actor with a `var` would compile, and nothing would keep two requests apart. Every
/// stored property must be a `let` of a `Sendable` type.
protocol ConcurrentDevice: Device {}
