import TangoIDL
import TangoTypes

/// What the polling buffers hold, in the forms of all generations of clients.
extension DeviceRuntime {
    /// The buffered values of an attribute.
    ///
    /// **Throws**: `API_MemoryAllocation` for a negative number, as release 9.3.4 does.
    func history(attribute name: String, _ count: Int, askedBy origin: String) throws(DevFailed) -> DevAttrHistory_5 {
        if let link = link(name) { return try history(at: link, name, count) }
        let (attribute, polling) = try polledAttribute(name)
        if count < 0, polling.isPolled(self, attribute: attribute) {
            throw DevFailed(.memoryAllocation, "Can't allocate memory in server", origin: origin)
        }
        do { return try polling.history(self, attribute: attribute, count) } catch {
            throw error.ofBuffer(askedBy: origin)
        }
    }

    /// The buffered results of a command.
    func history(command name: String, _ count: Int, askedBy origin: String) throws(DevFailed) -> DevCmdHistory_4 {
        let (command, polling) = try polledCommand(name)
        do { return try polling.history(self, command: command, count) } catch {
            throw error.ofBuffer(askedBy: origin)
        }
    }

    /// The buffered values of an attribute one by one, oldest first.
    func records(
        attribute name: String, _ count: Int, askedBy origin: String
    ) throws(DevFailed) -> [PollingRecord<AttributeValue_5>] {
        if link(name) != nil { throw .noOldHistory(name, origin) }
        let (attribute, polling) = try polledAttribute(name)
        do { return try polling.records(self, attribute: attribute, count).reversed() } catch {
            throw error.ofBuffer(askedBy: origin)
        }
    }

    /// The buffered results of a command one by one, oldest first.
    func records(
        command name: String, _ count: Int, askedBy origin: String
    ) throws(DevFailed) -> [PollingRecord<CORBAAny>] {
        let (command, polling) = try polledCommand(name)
        do { return try polling.records(self, command: command, count).reversed() } catch {
            throw error.ofBuffer(askedBy: origin)
        }
    }

    private func polledAttribute(_ name: String) throws(DevFailed) -> (AttributeRuntime, any PollingOutlet) {
        guard let attribute = attribute(named: name) else {
            throw .noAttribute(name, origin: "MultiAttribute::get_attr_by_name")
        }
        guard let polling = server.polling else { throw .attributeNotPolled(name) }
        return (attribute, polling)
    }

    private func polledCommand(_ name: String) throws(DevFailed) -> (CommandRuntime, any PollingOutlet) {
        guard let command = command(named: name) else { throw .noSuchCommand(name) }
        guard let polling = server.polling else { throw .commandNotPolled(name) }
        return (command, polling)
    }
}
