internal import Synchronization
internal import TangoIDL
internal import TangoTypes

/// One subscription: whom to tell, and the number of the last event.
///
/// **Isolation:** any thread; the handler is told one event at a time.
final class Registration: Sendable {
    let device: DeviceProxy
    let attribute: String
    let kind: EventKind
    private let handler: @Sendable (DeviceEvent) -> Void
    private let counter = Mutex(EventCounter())
    private let cancelled = Atomic(false)

    init(
        _ device: DeviceProxy, _ attribute: String, _ kind: EventKind,
        _ handler: @escaping @Sendable (DeviceEvent) -> Void
    ) {
        (self.device, self.attribute, self.kind, self.handler) = (device, attribute, kind, handler)
    }

    func cancel() { cancelled.store(true, ordering: .releasing) }

    /// Tells an event that came over the network, with its number.
    func deliver(_ content: DeviceEvent.Content, number: UInt32) {
        counter.withLock { counter in
            switch counter.take(number) {
            case .duplicate: break
            case .next: tell(content)
            case .afterGap(let missed):
                let text = "\(missed) events of \(attribute) of \(device.name) were lost on the way."
                tell(.error(DevFailed(.missedEvents, text)))
                tell(content)
            }
        }
    }

    /// Tells something that this client found out itself.
    func deliver(_ content: DeviceEvent.Content) {
        counter.withLock { _ in tell(content) }
    }

    private func tell(_ content: DeviceEvent.Content) {
        guard !cancelled.load(ordering: .acquiring) else { return }
        handler(DeviceEvent(device: device.name, attribute: attribute, kind: kind, content: content))
    }

    /// Asks the server for the event.
    func register() throws -> SubscriptionAnswer {
        let object = kind == .interfaceChange ? "dummy" : attribute.lowercased()
        let request = [device.address.device, object, "subscribe", kind.rawValue, "6"]
        let answer = try device.adminDevice().command("ZmqEventSubscriptionChange", .strings(request))
        return try SubscriptionAnswer(answer, device: device.name, isReachable: Endpoint.accepts)
    }

    /// The present value, which the server does not send by itself.
    func tellPresent() {
        do {
            switch kind {
            case _ where kind.carriesValue:
                guard let reading = try device.readAttributes([attribute]).first else { return }
                deliver(reading.error.map { .error($0) } ?? .value(reading))
            case .configuration:
                guard let configuration = try device.attributeConfiguration([attribute]).first else { return }
                deliver(.configuration(configuration))
            case .interfaceChange:
                let (commands, attributes) = (try device.commandList(), try device.attributeConfiguration())
                deliver(.interface(DevIntrChange(dev_started: true, cmds: commands, atts: attributes)))
            default: break
            }
        } catch let failed as DevFailed {
            deliver(.error(failed))
        } catch {
            deliver(.error(DevFailed(.corbaException, "\(error)")))
        }
    }
}

/// Finds gaps and duplicates in the numbers of events.
struct EventCounter {
    enum Verdict: Equatable {
        case next
        case duplicate
        case afterGap(UInt32)
    }

    private var last: UInt32?
    private var wasDuplicate = false

    /// A number below the last one means that the server was restarted.
    mutating func take(_ number: UInt32) -> Verdict {
        defer { last = number }
        guard let last, number >= last else {
            wasDuplicate = false
            return .next
        }
        if number == last {
            // A server may send an event twice so that a new subscriber gets it; a second repetition is an event.
            defer { wasDuplicate.toggle() }
            return wasDuplicate ? .next : .duplicate
        }
        wasDuplicate = false
        return number == last + 1 ? .next : .afterGap(number - last - 1)
    }
}
