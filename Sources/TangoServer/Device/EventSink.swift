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
        push(key, Reading(value, quality: quality, time: time), as: kinds)
    }

    /// Sends a reading, which may be without a value.
    public func push<Value>(
        _ key: AttributeKey<Value>, _ reading: Reading<Value>, as kinds: Kinds = [.change, .archive]
    ) {
        guard let device = context.runtime, let attribute = device.attribute(named: key.name) else { return }
        guard device.hasListeners(attribute, kinds) else { return }
        guard let sample = attribute.sample(reading) else { return }
        device.push(.value(attribute.answer(sample)), of: attribute, as: kinds)
    }

    /// Sends an error in place of a value.
    public func push<Value>(_ key: AttributeKey<Value>, error: DevFailed, as kinds: Kinds = [.change, .archive]) {
        guard let device = context.runtime, let attribute = device.attribute(named: key.name) else { return }
        device.push(.error(error.errors), of: attribute, as: kinds)
    }

    /// Sends a data-ready event: the attribute has new data, to be read by who wants it.
    public func pushDataReady<Value>(_ key: AttributeKey<Value>, counter: Int32) {
        guard let device = context.runtime, let attribute = device.attribute(named: key.name) else { return }
        device.pushDataReady(attribute, counter: counter)
    }

    /// Sends a pipe event.
    ///
    /// - Parameters:
    ///   - name: Which pipe, in any case.
    ///   - blob: What is in it.
    ///   - time: When it was true; nil means now.
    public func pushPipe(_ name: String, _ blob: PipeBlob, time: TimeVal? = nil) {
        guard let device = context.runtime, let pipe = device.pipes[name] else { return }
        device.push(DevPipeData(name: pipe.name, time: time ?? .now, data_blob: blob.wireForm), of: pipe)
    }

    /// Sends an error in place of the contents of a pipe.
    public func pushPipe(_ name: String, error: DevFailed) {
        guard let device = context.runtime, let pipe = device.pipes[name] else { return }
        device.push(error, of: pipe)
    }
}
