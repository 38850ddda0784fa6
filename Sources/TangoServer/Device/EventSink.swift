public import TangoIDL
public import TangoTypes

/// Sends events of one device.
///
/// A push returns at once: it waits neither for the device's monitor nor for a client.
///
/// **Isolation**: any thread.
public struct EventSink: Sendable {
    let context: DeviceContext

    /// Which events a push makes.
    public struct Kinds: OptionSet, Sendable {
        /// The bits.
        public let rawValue: Int
        /// From bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// A change event.
        public static let change = Kinds(rawValue: 1)
        /// An archive event.
        public static let archive = Kinds(rawValue: 2)
        /// A user event.
        public static let user = Kinds(rawValue: 4)
        /// An alarm event.
        public static let alarm = Kinds(rawValue: 8)
    }

    /// Sends a value.
    ///
    /// - Parameters:
    ///   - key: Which attribute.
    ///   - value: The read value; the set value is added by the framework.
    ///   - quality: How good it is.
    ///   - time: When it was true; nil means now.
    ///   - kinds: Change and archive events unless said otherwise.
    public func push<Value>(
        _ key: AttributeKey<Value>, _ value: Value, quality: AttrQuality = .ATTR_VALID, time: TimeVal? = nil,
        as kinds: Kinds = [.change, .archive]
    ) {
        guard quality != .ATTR_INVALID else { return push(key, Reading.invalid(at: time ?? .now), as: kinds) }
        // Not by way of a reading: its general form costs more than encoding the value.
        push(key, as: kinds) { attribute throws in try attribute.sample(value, quality, at: time ?? .now) }
    }

    /// Sends a reading, which may be without a value.
    public func push<Value>(
        _ key: AttributeKey<Value>, _ reading: Reading<Value>, as kinds: Kinds = [.change, .archive]
    ) {
        push(key, as: kinds) { attribute throws in try attribute.sample(reading) }
    }

    private func push<Value>(
        _ key: AttributeKey<Value>, as kinds: Kinds, _ sampled: (AttributeRuntime) throws -> AttributeSample?
    ) {
        guard let (device, attribute) = target(key.name) else { return }
        guard device.hasListeners(attribute, kinds) else { return }
        let sample: AttributeSample
        do {
            guard let made = try sampled(attribute) else {
                return context.warnOnce(
                    "An event of attribute \(key.name) was pushed with a \(Value.self), which is not its type; such "
                        + "events are not sent.")
            }
            sample = made
        } catch {
            return context.warnOnce("An event of attribute \(key.name) was not sent: \(error)")
        }
        device.push(.value(attribute.answer(sample)), of: attribute, as: kinds)
    }

    /// Sends an error in place of a value.
    public func push<Value>(_ key: AttributeKey<Value>, error: DevFailed, as kinds: Kinds = [.change, .archive]) {
        guard let (device, attribute) = target(key.name) else { return }
        device.push(.error(error.errors), of: attribute, as: kinds)
    }

    /// Sends a data-ready event: the attribute has new data, to be read by who wants it.
    public func pushDataReady<Value>(_ key: AttributeKey<Value>, counter: Int32) {
        guard let (device, attribute) = target(key.name) else { return }
        device.pushDataReady(attribute, counter: counter)
    }

    /// Sends a pipe event.
    ///
    /// - Parameters:
    ///   - name: Which pipe, in any case.
    ///   - blob: What is in it.
    ///   - time: When it was true; nil means now.
    public func pushPipe(_ name: String, _ blob: PipeBlob, time: TimeVal? = nil) {
        guard let (device, pipe) = target(pipe: name) else { return }
        device.push(DevPipeData(name: pipe.name, time: time ?? .now, data_blob: blob.wireForm), of: pipe)
    }

    /// Sends an error in place of the contents of a pipe.
    public func pushPipe(_ name: String, error: DevFailed) {
        guard let (device, pipe) = target(pipe: name) else { return }
        device.push(error, of: pipe)
    }

    /// What an event is about; a name that the device does not have is a mistake in its code, and said once.
    private func target(_ name: String) -> (DeviceRuntime, AttributeRuntime)? {
        guard let device = context.runtime else { return nil }
        if let attribute = device.attribute(named: name) { return (device, attribute) }
        context.warnOnce("Events of attribute \(name) are pushed, but there is no such attribute.")
        return nil
    }

    private func target(pipe name: String) -> (DeviceRuntime, PipeRuntime)? {
        guard let device = context.runtime else { return nil }
        if let pipe = device.pipes[name] { return (device, pipe) }
        context.warnOnce("Events of pipe \(name) are pushed, but there is no such pipe.")
        return nil
    }
}
