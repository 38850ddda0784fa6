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
    private let progress = Mutex(Progress())
    private let cancelled = Atomic(false)

    private struct Progress {
        var counter = EventCounter()
        /// How many events have come over the network.
        var arrived: UInt64 = 0
        /// The present value as it was told, until it is certain that no event was lost meanwhile.
        var told: PresentValue?
    }

    init(
        _ device: DeviceProxy, _ attribute: String, _ kind: EventKind,
        _ handler: @escaping @Sendable (DeviceEvent) -> Void
    ) {
        (self.device, self.attribute, self.kind, self.handler) = (device, attribute, kind, handler)
    }

    func cancel() { cancelled.store(true, ordering: .releasing) }

    /// Tells an event that came over the network, with its number.
    func deliver(_ content: DeviceEvent.Content, number: UInt32) {
        progress.withLock { progress in
            progress.arrived += 1
            progress.told = nil
            switch progress.counter.take(number) {
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
        progress.withLock { _ in tell(content) }
    }

    /// Forgets the numbers of a server that may have been started again: its first event may carry the last number of
    /// before and is no duplicate.
    func startAnew() {
        progress.withLock { $0.counter = EventCounter() }
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

    // MARK: The present value

    /// Tells the present value, which the server does not send by itself; an event that came meanwhile is newer.
    func tellPresent() {
        let arrived = progress.withLock { $0.arrived }
        guard let content = present() else { return }
        progress.withLock { progress in
            guard progress.arrived == arrived else { return }
            tell(content)
            // The next periodic event comes anyway, and what a user event means only its device knows.
            if kind != .periodic, kind != .user { progress.told = PresentValue(content) }
        }
    }

    /// Whether the present value is to be read once more.
    func isToBeChecked(at now: ContinuousClock.Instant) -> Bool {
        guard !cancelled.load(ordering: .acquiring) else { return false }
        // A handler is being told something, perhaps one that waits for this thread to end: next time.
        return progress.withLockIfAvailable { $0.told.map { $0.due <= now } ?? false } ?? false
    }

    /// Reads the present value once more, and tells it if it would have made an event and none has come: that one was
    /// sent before the subscription had reached the server.
    ///
    /// - Parameter isLast: Whether events arrive by now; otherwise it is done again.
    /// - Returns: False when the server does not answer.
    func checkPresent(isLast: Bool) -> Bool {
        guard let (arrived, before) = progress.withLockIfAvailable({ ($0.arrived, $0.told?.content) }) else {
            return true
        }
        let content = present()
        let isNews = if let content, let before { isNews(content, after: before) } else { false }
        let isAnswered = progress.withLockIfAvailable { progress in
            guard progress.arrived == arrived, let told = progress.told, let content else { return true }
            if case .error(let error) = content, error.isUnreachable || error.isTimeout {
                progress.told = told.after(told.content)
                return false
            }
            if isNews { tell(content) }
            progress.told = isLast ? nil : told.after(isNews ? content : told.content)
            return true
        }
        return isAnswered ?? true
    }

    /// Whether the server would send an event, as far as its criteria can be known.
    private func isNews(_ content: DeviceEvent.Content, after before: DeviceEvent.Content) -> Bool {
        guard !content.isSame(as: before) else { return false }
        guard case .value(let now) = content, case .value(let then) = before, let type = now.type else { return true }
        var detector = ChangeDetector()
        detector.remember(.value(then.raw))
        if kind == .alarm { return detector.differsInAlarm(.value(now.raw)) }
        guard let (relative, absolute) = criteria(), !relative.isEmpty || !absolute.isEmpty else { return true }
        return detector.differs(.value(now.raw), type: type, relative: relative, absolute: absolute)
    }

    /// What makes a change an event; nil where nothing is configured for this kind or the server does not tell.
    private func criteria() -> (relative: ChangeCriterion, absolute: ChangeCriterion)? {
        guard kind == .change || kind == .archive,
            let events = try? device.attributeConfiguration([attribute]).first?.event_prop
        else { return nil }
        let texts =
            kind == .change
            ? (events.ch_event.rel_change, events.ch_event.abs_change)
            : (events.arch_event.rel_change, events.arch_event.abs_change)
        guard let relative = ChangeCriterion(texts.0), let absolute = ChangeCriterion(texts.1) else { return nil }
        return (relative, absolute)
    }

    private func present() -> DeviceEvent.Content? {
        do {
            switch kind {
            case _ where kind.carriesValue:
                guard let reading = try device.readAttributes([attribute]).first else { return nil }
                return reading.error.map { .error($0) } ?? .value(reading)
            case .configuration:
                return try device.attributeConfiguration([attribute]).first.map { .configuration($0) }
            case .interfaceChange:
                let (commands, attributes) = (try device.commandList(), try device.attributeConfiguration())
                return .interface(DevIntrChange(dev_started: true, cmds: commands, atts: attributes))
            default: return nil
            }
        } catch let failed as DevFailed {
            return .error(failed)
        } catch {
            return .error(DevFailed(.corbaException, "\(error)"))
        }
    }
}
