import Synchronization
import TangoIDL
import TangoTypes

// What clients get from the buffers.
extension PollingService: PollingOutlet {
    func isPolled(_ device: DeviceRuntime, attribute: AttributeRuntime) -> Bool {
        polled(device.name) { $0.attributes[attribute.name.lowercased()] != nil } ?? false
    }

    func attributeRemoved(_ device: DeviceRuntime, _ attribute: AttributeRuntime) {
        // The properties stay: the attribute may come back.
        changing.withLock { _ in
            guard isPolled(device, attribute: attribute) else { return }
            end(.attribute, attribute.name, of: device)
        }
    }

    func commandRemoved(_ device: DeviceRuntime, _ command: CommandRuntime) {
        let name = command.definition.name
        // The properties stay: the command may come back.
        changing.withLock { _ in
            guard polled(device.name, { $0.contains(.command, name) }) ?? false else { return }
            end(.command, name, of: device)
        }
    }

    func cached(_ device: DeviceRuntime, attribute: AttributeRuntime) throws(DevFailed) -> AttributeValue_5 {
        let (object, factor) = try polledAttribute(attribute.name, of: device, asked: .attribute)
        return try object.cached(attribute.name, asked: .attribute, at: .now, oldFactor: factor)
    }

    func cached(_ device: DeviceRuntime, command: CommandRuntime) throws(DevFailed) -> CORBAAny {
        let name = command.definition.name
        if Self.isBuiltIn(name) {
            let (object, factor) = try polledAttribute(name, of: device, asked: .command)
            return Self.result(try object.cached(name, asked: .command, at: .now, oldFactor: factor))
        }
        let found = polled(device.name) { ($0.commands[name.lowercased()], $0.settings.oldFactor) }
        guard let (object, factor) = found, let object else { throw PollingErrors.notPolled(.command, name) }
        return try object.cached(name, asked: .command, at: .now, oldFactor: factor)
    }

    func records(
        _ device: DeviceRuntime, attribute: AttributeRuntime, _ count: Int
    ) throws(DevFailed) -> [PollingRecord<AttributeValue_5>] {
        let name = attribute.name.lowercased()
        let (object, _) = try polledAttribute(name, of: device, asked: .attribute)
        guard !object.ring.isEmpty else { throw PollingErrors.noData(.attribute, name) }
        return object.ring.newest(count)
    }

    func history(
        _ device: DeviceRuntime, attribute: AttributeRuntime, _ count: Int
    ) throws(DevFailed) -> DevAttrHistory_5 {
        let records = try records(device, attribute: attribute, count)
        var history = AttributeHistory.make(name: attribute.name, definition: attribute.definition, records)
        // Release 9 leaves the type of State out, and a server of that level shall look like it.
        if attribute.kind == .state, server.level == .five { history.data_type = TangoType.void.rawValue }
        return history
    }

    func records(
        _ device: DeviceRuntime, command: CommandRuntime, _ count: Int
    ) throws(DevFailed) -> [PollingRecord<CORBAAny>] {
        let name = command.definition.name.lowercased()
        guard command.definition.inputType == .void else { throw .commandNeedsInput(name) }
        if Self.isBuiltIn(name) {
            let (object, _) = try polledAttribute(name, of: device, asked: .command)
            guard !object.ring.isEmpty else { throw PollingErrors.noData(.command, name) }
            return object.ring.newest(count).map { record in
                PollingRecord(
                    instant: record.instant, time: record.time, result: record.result.map { Self.result($0) })
            }
        }
        guard let object = polled(device.name, { $0.commands[name] }) ?? nil else {
            throw PollingErrors.notPolled(.command, name)
        }
        guard !object.ring.isEmpty else { throw PollingErrors.noData(.command, name) }
        return object.ring.newest(count)
    }

    func history(
        _ device: DeviceRuntime, command: CommandRuntime, _ count: Int
    ) throws(DevFailed) -> DevCmdHistory_4 {
        CommandHistory.make(command.definition.outputType, try records(device, command: command, count))
    }

    private func polledAttribute(
        _ name: String, of device: DeviceRuntime, asked kind: PolledKind
    ) throws(DevFailed) -> (PolledObject<AttributeValue_5>, Int) {
        let found = polled(device.name) { ($0.attributes[name.lowercased()], $0.settings.oldFactor) }
        guard let (object, factor) = found, let object else { throw PollingErrors.notPolled(kind, name) }
        return (object, factor)
    }

    /// State and Status are polled as attributes, however clients ask for them.
    static func isBuiltIn(_ name: String) -> Bool { ["state", "status"].contains(name.lowercased()) }

    private static func result(_ value: AttributeValue_5) -> CORBAAny {
        switch value.value {
        case .dev_state_att(let state): .state(state)
        case .string_att_value(let texts): .string(texts.first ?? "")
        default: .null
        }
    }
}
