import TangoIDL
import TangoTypes

/// A device as the event system sees it. No member waits for the device's monitor.
protocol EventDevice: AnyObject, Sendable {
    /// `domain/family/member` in its original spelling.
    var name: String { get }
    /// The interface level that its clients see, 5 or 6.
    var interfaceLevel: Int { get }
    /// The attribute of that name in any case, State and Status included.
    func eventAttribute(_ name: String) -> (any EventAttribute)?
    /// Whether a thread polls the attribute or code fills its buffer.
    func isPolled(_ attribute: any EventAttribute) -> Bool
    /// Whether it has a pipe of that name in any case.
    func hasPipe(_ name: String) -> Bool
    /// Has the root of a forwarded attribute send such events; waits for it at most as long as a root may take.
    func relay(_ kind: EventKind, of attribute: any EventAttribute) throws(DevFailed)
    /// What an interface change event compares and carries.
    var interfaceDescription: InterfaceDescription { get }
}

/// An attribute as the event system sees it.
protocol EventAttribute: AnyObject, Sendable {
    /// Its name in the original spelling.
    var name: String { get }
    /// The configuration in force.
    var configuration: AttributeConfiguration { get }
    /// When events are due; apart from the configuration, which is large.
    var eventCriteria: EventCriteria { get }
    /// The type of one element.
    var elementType: TangoType { get }
    /// Which events come from the device's code.
    var pushedEvents: PushedEventFacts { get }
}

extension EventDevice {
    /// Most devices have no forwarded attributes.
    func relay(_ kind: EventKind, of attribute: any EventAttribute) throws(DevFailed) {}
}

extension EventAttribute {
    var eventCriteria: EventCriteria { configuration.events }
    var elementType: TangoType { configuration.definition.type }
}

/// Finds devices for event subscriptions.
protocol EventDirectory: AnyObject, Sendable {
    /// The device of that name or alias in any case; also the admin device.
    func eventDevice(_ name: String) -> (any EventDevice)?
}

/// The commands and attributes of a device.
struct InterfaceDescription: Sendable, Equatable {
    /// All commands.
    var commands: [DevCmdInfo_2]
    /// All attributes, State and Status included.
    var attributes: [AttributeConfig_5]

    /// Whether clients would have to learn it again; a changed label is no change of the interface.
    func isSameInterface(as other: InterfaceDescription) -> Bool {
        commands == other.commands
            && attributes.count == other.attributes.count
            && zip(attributes, other.attributes).allSatisfy { left, right in
                left.name == right.name && left.data_type == right.data_type && left.data_format == right.data_format
                    && left.writable == right.writable && left.max_dim_x == right.max_dim_x
                    && left.max_dim_y == right.max_dim_y
            }
    }
}
