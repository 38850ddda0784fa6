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
    /// **Throws**: `API_AttrNotPolled`.
    public func fill<Value>(_ key: AttributeKey<Value>, _ readings: [Reading<Value>]) throws(DevFailed) {
        let (service, device, attribute) = try polled(key.name)
        service.stopReading(attribute, of: device)
        for reading in readings {
            guard let sample = attribute.sample(reading) else { continue }
            let answer = Result<AttributeValue_5, DevFailed>.success(attribute.answer(sample))
            service.record(answer, of: attribute.name, device, duration: .zero, companions: [])
        }
    }

    /// Notes in the buffer that there is no value, and why.
    ///
    /// **Throws**: `API_AttrNotPolled`.
    public func fill<Value>(_ key: AttributeKey<Value>, error: DevFailed) throws(DevFailed) {
        let (service, device, attribute) = try polled(key.name)
        service.stopReading(attribute, of: device)
        service.record(.failure(error), of: attribute.name, device, duration: .zero, companions: [])
    }

    /// Reads an attribute with polling period 0 now, into its buffer.
    ///
    /// **Throws**: `API_AttrNotPolled`; `API_NotSupported` when a period triggers it.
    public func trigger<Value>(_ key: AttributeKey<Value>) throws(DevFailed) {
        let (service, device, attribute) = try polled(key.name)
        let period = service.polled(device.name) { $0.attributes[attribute.name.lowercased()]?.period } ?? nil
        guard period == 0 else {
            throw DevFailed(
                .notSupported,
                "Polling for attribute \(attribute.name) (device \(device.name)) is not externally triggered.",
                origin: "PollingSink.trigger")
        }
        service.execute(
            PollingSchedule.Work(device: device.name, kind: .attribute, names: [attribute.name], period: 0))
    }

    private func polled(_ name: String) throws(DevFailed) -> (PollingService, DeviceRuntime, AttributeRuntime) {
        guard let device = context.runtime, let attribute = device.attribute(named: name),
            let service = device.server.polling as? PollingService, service.isPolled(device, attribute: attribute)
        else { throw PollingErrors.notPolled(.attribute, name) }
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
        thread(of: device.name).update { $0.remove(.attribute, attribute.name, of: device.name) }
        update(device) { $0.attributes[key]?.isFilledByCode = true }
    }
}
