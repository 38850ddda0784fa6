public import TangoIDL
public import TangoTypes

/// Where events go. The server has one; a server that sends no events has none.
///
/// **Isolation**: any thread; nothing here waits for a device.
public protocol EventOutlet: AnyObject, Sendable {
    /// Whether anybody would get such an event; asked before a value is converted.
    func hasListeners(_ device: DeviceRuntime, _ attribute: AttributeRuntime, _ kinds: EventSink.Kinds) -> Bool
    /// Sends a value or an error that the device's code pushed.
    func push(
        _ kinds: EventSink.Kinds, _ device: DeviceRuntime, _ attribute: AttributeRuntime, _ content: EventContent)
    /// Passes on an event of the root of a forwarded attribute.
    func relay(_ kind: EventKind, _ device: DeviceRuntime, _ attribute: AttributeRuntime, _ content: EventContent)
    /// Whether anybody listens to one kind of event.
    func hasListeners(_ device: DeviceRuntime, _ attribute: AttributeRuntime, _ kind: EventKind) -> Bool
    /// Sends a data-ready event.
    func pushDataReady(_ device: DeviceRuntime, _ attribute: AttributeRuntime, counter: Int32)
    /// Sends the contents of a pipe.
    func pushPipe(_ device: DeviceRuntime, _ data: DevPipeData)
    /// Sends an error in place of the contents of the pipe `name`.
    func pushPipe(_ device: DeviceRuntime, _ name: String, error: DevFailed)
    /// The configuration of an attribute changed.
    func configurationChanged(_ device: DeviceRuntime, _ attribute: AttributeRuntime)
    /// Attributes or commands are about to be added or removed; called before the change.
    func interfaceWillChange(_ device: DeviceRuntime)
}

extension EventOutlet {
    /// Not every outlet has forwarded attributes.
    public func relay(
        _ kind: EventKind, _ device: DeviceRuntime, _ attribute: AttributeRuntime, _ content: EventContent
    ) {}
    /// Nobody.
    public func hasListeners(_ device: DeviceRuntime, _ attribute: AttributeRuntime, _ kind: EventKind) -> Bool {
        false
    }
}

/// The buffers of what the server polls. The server has one; a server that polls nothing has none.
///
/// **Isolation**: any thread; nothing here waits for a device.
public protocol PollingOutlet: AnyObject, Sendable {
    /// Whether it was started and not stopped.
    var isRunning: Bool { get }
    /// Whether the server reads the attribute by itself.
    func isPolled(_ device: DeviceRuntime, attribute: AttributeRuntime) -> Bool
    /// An attribute is gone and must not be read any more.
    func attributeRemoved(_ device: DeviceRuntime, _ attribute: AttributeRuntime)
    /// A command is gone and must not be executed any more.
    func commandRemoved(_ device: DeviceRuntime, _ command: CommandRuntime)
    /// The newest buffered value.
    ///
    /// **Throws**: `API_AttrNotPolled`, `API_NoDataYet`, `API_NotUpdatedAnyMore`, or the error of that reading.
    func cached(_ device: DeviceRuntime, attribute: AttributeRuntime) throws(DevFailed) -> AttributeValue_5
    /// The newest buffered result of a command.
    ///
    /// **Throws**: `API_CmdNotPolled`, `API_NoDataYet`, `API_NotUpdatedAnyMore`, or the error of that execution.
    func cached(_ device: DeviceRuntime, command: CommandRuntime) throws(DevFailed) -> CORBAAny
    /// The records of an attribute, newest first.
    func records(_ device: DeviceRuntime, attribute: AttributeRuntime, _ count: Int) throws(DevFailed)
        -> [PollingRecord<AttributeValue_5>]
    /// The records of a command, newest first.
    func records(_ device: DeviceRuntime, command: CommandRuntime, _ count: Int) throws(DevFailed)
        -> [PollingRecord<CORBAAny>]
    /// The buffered values of an attribute, newest `count`.
    func history(_ device: DeviceRuntime, attribute: AttributeRuntime, _ count: Int) throws(DevFailed)
        -> DevAttrHistory_5
    /// The buffered results of a command, newest `count`.
    func history(_ device: DeviceRuntime, command: CommandRuntime, _ count: Int) throws(DevFailed) -> DevCmdHistory_4
}
