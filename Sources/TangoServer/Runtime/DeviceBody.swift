import TangoIDL
import TangoTypes

/// A device with its class forgotten. Everything but `attributes`, `commands` and `pipes` is called inside the monitor.
protocol DeviceBody: AnyObject, Sendable {
    var attributes: [BoundAttribute] { get }
    var commands: [CommandRuntime] { get }
    var pipes: [PipeRuntime] { get }
    /// Runs commands that the table does not have; nil when the class has no such handler.
    var defaultCommand: (@Sendable (String, CORBAAny) throws -> CORBAAny)? { get }
    func initialize() throws
    func shutdown()
    func alwaysExecuted() throws
    func readHardware(_ attributes: [String]) throws
    /// Both hooks before attributes are read, in one visit.
    func prepareRead(_ attributes: [String]) throws
    func writeHardware(_ attributes: [String]) throws
    func state(computed: @escaping @Sendable () throws -> DevState) throws -> DevState
    func status(computed: @escaping @Sendable () throws -> String) throws -> String
}

/// An attribute of the table, bound to a device but not configured yet.
struct BoundAttribute: Sendable {
    let definition: AttributeDefinition
    let defaults: [AttributeProperty: String]
    let enumLabels: [String]
    let pushed: PushedEvents
    let polling: Duration?
    let values: any AttributeValues
    /// What the class says about the root of a forwarded attribute; nil for every other one.
    let root: RootDeclaration?
    let isAllowed: (@Sendable (AttributeRequest) -> Bool)?
}

/// The device of one class.
final class TypedDeviceBody<D: Device>: DeviceBody {
    private let device: D
    private let interface: Interface<D>
    private let bringUp = D.inside { try $0.initialize() }
    private let beforeAll = D.inside { try $0.alwaysExecuted() }
    private let beforeRead = D.inside { (device: isolated D, names: [String]) in try device.readHardware(names) }
    private let afterWrite = D.inside { (device: isolated D, names: [String]) in try device.writeHardware(names) }
    private let state = D.inside { (device: isolated D, computed: @Sendable () throws -> DevState) in
        try device.deviceState(computed: computed)
    }
    private let status = D.inside { (device: isolated D, computed: @Sendable () throws -> String) in
        try device.deviceStatus(computed: computed)
    }

    init(device: D, interface: Interface<D>) { (self.device, self.interface) = (device, interface) }

    var attributes: [BoundAttribute] { interface.attributes.map { $0.bound(to: device) } }

    var commands: [CommandRuntime] { interface.commands.map { $0.bound(to: device) } }

    var pipes: [PipeRuntime] { interface.pipes.map { PipeRuntime($0, of: device) } }

    var defaultCommand: (@Sendable (String, CORBAAny) throws -> CORBAAny)? {
        guard let handler = interface.defaultCommand else { return nil }
        return { [device] name, argument in try device.assumeIsolated { try handler($0, name, argument) } }
    }

    func initialize() throws { try bringUp(device) }

    func shutdown() { device.assumeIsolated { $0.shutdown() } }

    func alwaysExecuted() throws { try beforeAll(device) }

    func readHardware(_ attributes: [String]) throws { try beforeRead(device, attributes) }

    func prepareRead(_ attributes: [String]) throws {
        try beforeAll(device)
        if !attributes.isEmpty { try beforeRead(device, attributes) }
    }

    func writeHardware(_ attributes: [String]) throws { try afterWrite(device, attributes) }

    func state(computed: @escaping @Sendable () throws -> DevState) throws -> DevState { try state(device, computed) }

    func status(computed: @escaping @Sendable () throws -> String) throws -> String { try status(device, computed) }
}

extension Attribute {
    /// The attribute of one device.
    func bound(to device: D) -> BoundAttribute {
        let states = states
        let when = when
        var isAllowed: (@Sendable (AttributeRequest) -> Bool)?
        if states != nil || when != nil {
            isAllowed = { request in
                if let states, !states.contains(device.context.state) { return false }
                guard let when else { return true }
                return device.assumeIsolated { when($0, request) }
            }
        }
        return BoundAttribute(
            definition: definition, defaults: defaults, enumLabels: enumLabels, pushed: pushed, polling: polling,
            values: bind(device), root: root, isAllowed: isAllowed)
    }
}

extension Command {
    /// The command of one device.
    func bound(to device: D) -> CommandRuntime {
        let states = states
        let when = when
        let execute = D.inside(execute)
        return CommandRuntime(
            definition: definition, polling: polling,
            isAllowed: {
                if let states, !states.contains(device.context.state) { return false }
                guard let when else { return true }
                return device.assumeIsolated { when($0) }
            },
            execute: { argument in try execute(device, argument) })
    }
}
