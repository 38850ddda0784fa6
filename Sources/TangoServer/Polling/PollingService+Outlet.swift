import TangoIDL
import TangoTypes

// What clients get from the buffers.
extension PollingService: PollingOutlet {
    func isPolled(_ device: DeviceRuntime, attribute: AttributeRuntime) -> Bool {
        polled(device.name) { $0.attributes[attribute.name.lowercased()] != nil } ?? false
    }

    func attributeRemoved(_ device: DeviceRuntime, _ attribute: AttributeRuntime) {
        // The properties stay: the attribute may come back.
        guard isPolled(device, attribute: attribute) else { return }
        end(.attribute, attribute.name, of: device)
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

    func history(
        _ device: DeviceRuntime, attribute: AttributeRuntime, _ count: Int
    ) throws(DevFailed) -> DevAttrHistory_5 {
        let (object, _) = try polledAttribute(attribute.name, of: device, asked: .attribute)
        guard !object.ring.isEmpty else { throw PollingErrors.noData(.attribute, attribute.name) }
        var history = AttributeHistory.make(
            name: attribute.name, definition: attribute.definition, object.ring.newest(count))
        // Release 9 leaves the type of State out, and a server of that level shall look like it.
        if attribute.kind == .state, server.level == .five { history.data_type = TangoType.void.rawValue }
        return history
    }

    func history(
        _ device: DeviceRuntime, command: CommandRuntime, _ count: Int
    ) throws(DevFailed) -> DevCmdHistory_4 {
        let name = command.definition.name
        guard command.definition.inputType == .void else { throw .commandNeedsInput(name) }
        let records: [PollingRecord<CORBAAny>]
        if Self.isBuiltIn(name) {
            let (object, _) = try polledAttribute(name.lowercased(), of: device, asked: .command)
            records = object.ring.newest(count).map { record in
                PollingRecord(
                    instant: record.instant, time: record.time, result: record.result.map { Self.result($0) })
            }
        } else {
            guard let object = polled(device.name, { $0.commands[name.lowercased()] }) ?? nil else {
                throw PollingErrors.notPolled(.command, name.lowercased())
            }
            records = object.ring.newest(count)
        }
        guard !records.isEmpty else { throw PollingErrors.noData(.command, name.lowercased()) }
        return CommandHistory.make(command.definition.outputType, records)
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
