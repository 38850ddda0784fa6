import Synchronization
public import TangoIDL
public import TangoTypes

/// Fills the polling buffers of one device from its own code, or triggers readings that no period triggers.
///
/// For hardware that delivers values by itself: clients then get them from the buffer, with their history and events,
/// as if a thread had read them.
///
/// **Isolation**: any thread.
public struct PollingSink: Sendable {
    let context: DeviceContext

    /// Adds readings to the buffer of a polled attribute; no thread reads it from now on.
    ///
    /// - Parameters:
    ///   - key: Which attribute. It must be polled, with any period or with 0.
    ///   - readings: Oldest first; the buffer keeps the newest.
    ///
    /// **Throws**: `API_PollObjNotFound`.
    public func fill<Value>(_ key: AttributeKey<Value>, _ readings: [Reading<Value>]) throws(DevFailed) {
        let (service, device, attribute) = try polled(key.name)
        service.stopReading(attribute, of: device)
        for reading in readings {
            guard let sample = try? attribute.sample(reading) else {
                context.warnOnce(
                    "A reading of attribute \(key.name) of another type or too large was not put into the polling buffer."
                )
                continue
            }
            let answer = Result<AttributeValue_5, DevFailed>.success(attribute.answer(sample))
            service.record(answer, of: attribute.name, device, duration: nil)
        }
    }

    /// Notes in the buffer that there is no value, and why.
    ///
    /// **Throws**: `API_PollObjNotFound`.
    public func fill<Value>(_ key: AttributeKey<Value>, error: DevFailed) throws(DevFailed) {
        let (service, device, attribute) = try polled(key.name)
        service.stopReading(attribute, of: device)
        service.record(.failure(error), of: attribute.name, device, duration: nil)
    }

    /// Reads an attribute with polling period 0 now, into its buffer.
    ///
    /// **Throws**: `API_PollObjNotFound`; `API_NotSupported` when a period triggers it.
    public func trigger<Value>(_ key: AttributeKey<Value>) throws(DevFailed) {
        let (service, device, attribute) = try polled(key.name)
        let period = service.polled(device.name) { $0.attributes[attribute.name.lowercased()]?.period } ?? nil
        guard period == 0 else {
            throw DevFailed(
                .notSupported,
                "Polling for attribute \(attribute.name) (device \(device.name))  is not externally triggered.",
                origin: "PollingSink.trigger")
        }
        service.execute(
            PollingSchedule.Work(device: device.name, kind: .attribute, names: [attribute.name], period: 0))
    }

    // MARK: Commands

    /// Adds results to the buffer of a polled command; no thread executes it from now on.
    ///
    /// - Parameters:
    ///   - name: Which command. It must be polled, with any period or with 0.
    ///   - results: Oldest first; the buffer keeps the newest.
    ///   - times: When each result was true; now where there is none.
    ///
    /// **Throws**: `API_PollObjNotFound`.
    public func fill<Output: CommandValue>(
        command name: String, _ results: [Output], times: [TimeVal] = []
    ) throws(DevFailed) {
        let (service, device) = try polledCommand(name)
        service.stopExecuting(name, of: device)
        for (index, result) in results.enumerated() {
            let time = index < times.count ? times[index] : .now
            service.record(
                PollingRecord(instant: .now, time: time, result: .success(result.any), isGiven: true), ofCommand: name,
                device, duration: .zero)
        }
    }

    /// Executes a command with polling period 0 now, into its buffer.
    ///
    /// **Throws**: `API_PollObjNotFound`; `API_NotSupported` when a period triggers it.
    public func trigger(command name: String) throws(DevFailed) {
        let (service, device) = try polledCommand(name)
        let period = service.polled(device.name) { $0.commands[name.lowercased()]?.period } ?? nil
        guard period == 0 else {
            throw DevFailed(
                .notSupported, "Polling for command \(name) (device \(device.name))  is not externally triggered.",
                origin: "PollingSink.trigger")
        }
        service.execute(PollingSchedule.Work(device: device.name, kind: .command, names: [name], period: 0))
    }

    private func polledCommand(_ name: String) throws(DevFailed) -> (PollingService, DeviceRuntime) {
        guard let device = context.runtime, let service = device.server.polling as? PollingService,
            service.polled(device.name, { $0.contains(.command, name) }) ?? false
        else { throw Self.notPolled(name) }
        return (service, device)
    }

    // MARK: Periods

    /// Lets the server read an attribute by itself from now on, or with another period than before. It is kept like a
    /// request of a client. What a class wants from the start stands in its table instead.
    ///
    /// **Throws**: `API_AttrNotFound`; `API_NotSupported` for a period below 5 ms; `API_MethodArgument` for one below
    /// the configured minimum; `API_DatabaseAccess`.
    public func start<Value>(_ key: AttributeKey<Value>, every period: Duration) throws {
        try start(.attribute, key.name, period)
    }

    /// Lets the server execute a command without argument by itself from now on, or with another period than before.
    ///
    /// **Throws**: `API_CommandNotFound`, `API_IncompatibleCmdArgumentType`, and as for attributes.
    public func start(command name: String, every period: Duration) throws {
        try start(.command, name, period)
    }

    /// Ends polling of an attribute; listeners of its polled events get an error event.
    ///
    /// **Throws**: `API_DatabaseAccess`.
    public func stop<Value>(_ key: AttributeKey<Value>) throws {
        guard let device = context.runtime else { return }
        try (device.server.polling as? PollingService)?.endPolling(.attribute, key.name, of: device)
    }

    /// Ends polling of a command.
    ///
    /// **Throws**: `API_DatabaseAccess`.
    public func stop(command name: String) throws {
        guard let device = context.runtime else { return }
        try (device.server.polling as? PollingService)?.endPolling(.command, name, of: device)
    }

    /// The period with which an attribute is polled, zero when code triggers it; nil when it is not polled.
    public func period<Value>(of key: AttributeKey<Value>) -> Duration? {
        guard let device = context.runtime, let service = device.server.polling as? PollingService else { return nil }
        let period = service.polled(device.name) { $0.attributes[key.name.lowercased()]?.period } ?? nil
        return period.map { .milliseconds($0) }
    }

    private func start(_ kind: PolledKind, _ name: String, _ period: Duration) throws {
        guard let device = context.runtime, let service = device.server.polling as? PollingService else {
            throw DevFailed(
                .notSupported, "The server does not poll yet: say in the interface table how to poll \(name)",
                origin: "PollingSink.start")
        }
        try service.poll(kind, name, of: device, period: period.wholeMilliseconds)
    }

    private static func notPolled(_ name: String) -> DevFailed {
        DevFailed(
            .polledObjectNotFound, "\(name.lowercased()) not found in list of polled object", origin: "PollingSink")
    }

    private func polled(_ name: String) throws(DevFailed) -> (PollingService, DeviceRuntime, AttributeRuntime) {
        guard let device = context.runtime, let attribute = device.attribute(named: name),
            let service = device.server.polling as? PollingService, service.isPolled(device, attribute: attribute)
        else { throw Self.notPolled(name) }
        return (service, device, attribute)
    }
}

extension DeviceContext {
    /// The polling buffers of this device.
    public var polling: PollingSink { PollingSink(context: self) }
}

extension PollingService {
    /// Code fills the buffer from now on.
    func stopReading(_ attribute: AttributeRuntime, of device: DeviceRuntime) {
        let key = attribute.name.lowercased()
        guard !(polled(device.name) { $0.attributes[key]?.isFilledByCode ?? true } ?? true) else { return }
        // With the lock of those who change the period: otherwise both might go on to write.
        changing.withLock { _ in
            update(device) { $0.attributes[key]?.isFilledByCode = true }
            (try? thread(of: device.name))?.update { $0.remove(.attribute, attribute.name, of: device.name) }
        }
    }

    /// Code fills the buffer of a command from now on.
    func stopExecuting(_ name: String, of device: DeviceRuntime) {
        let key = name.lowercased()
        guard !(polled(device.name) { $0.commands[key]?.isFilledByCode ?? true } ?? true) else { return }
        changing.withLock { _ in
            update(device) { $0.commands[key]?.isFilledByCode = true }
            (try? thread(of: device.name))?.update { $0.remove(.command, name, of: device.name) }
        }
    }
}
