internal import ORBBridge
internal import TangoIDL
internal import TangoTypes

/// An event as it came: four frames.
///
/// **Source:** tango-server reference, section 10.4.
struct EventMessage {
    let topic: String
    let number: UInt32
    private let isError: Bool
    private let order: ByteOrder
    private let payload: [UInt8]

    /// Nil for anything that is no event.
    init?(_ frames: [[UInt8]]) {
        guard frames.count == 4, let first = frames[1].first else { return nil }
        let order: ByteOrder = first == 1 ? .littleEndian : .bigEndian
        guard let info = ZmqCallInfo.decoded(cdr: frames[2], order) else { return nil }
        topic = String(decoding: frames[0], as: UTF8.self)
        (number, isError, self.order, payload) = (info.ctr, info.call_is_except, order, frames[3])
    }

    /// The payload, which depends on the kind and on the level of the device.
    func content(_ kind: EventKind, level: Int) -> DeviceEvent.Content {
        // Fillers come first; the body is aligned on itself.
        let body = Array(payload.dropFirst(kind == .pipe ? 8 : 4))
        let content = isError ? error(body) : value(body, kind, level: level)
        let unreadable = "An event on \(topic) could not be understood (\(payload.count) bytes)."
        return content ?? .error(DevFailed(.malformedAnswer, unreadable))
    }

    private func error(_ body: [UInt8]) -> DeviceEvent.Content? {
        DevErrorList.decoded(cdr: body, order).map { .error(DevFailed(errors: $0)) }
    }

    private func value(_ body: [UInt8], _ kind: EventKind, level: Int) -> DeviceEvent.Content? {
        switch kind {
        case _ where kind.carriesValue && level >= 5:
            AttributeValue_5.decoded(cdr: body, order).map { .value(AttributeReading($0)) }
        case _ where kind.carriesValue:
            AttributeValue_4.decoded(cdr: body, order).map { .value(AttributeReading($0)) }
        case .configuration where level >= 5: AttributeConfig_5.decoded(cdr: body, order).map { .configuration($0) }
        case .configuration: AttributeConfig_3.decoded(cdr: body, order).map { .configuration(AttributeConfig_5($0)) }
        case .dataReady: AttDataReady.decoded(cdr: body, order).map { .dataReady($0) }
        case .interfaceChange: DevIntrChange.decoded(cdr: body, order).map { .interface($0) }
        case .pipe: DevPipeData.decoded(cdr: body, order).map { .pipe($0) }
        default: nil
        }
    }
}
