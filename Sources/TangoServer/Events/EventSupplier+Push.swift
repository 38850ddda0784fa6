import ORBBridge
import Synchronization
import TangoIDL
import TangoTypes

// What devices and polling send.
extension EventSupplier {
    /// Sends a value or an error of an attribute, as the device's code wants it.
    ///
    /// - Parameters:
    ///   - kind: Change, archive, alarm or user.
    ///   - device: The attribute's device.
    ///   - attribute: The attribute.
    ///   - content: What to send.
    ///   - isChecked: Compare with the criteria first; otherwise every push is sent.
    func push(
        _ kind: EventKind, _ device: any EventDevice, _ attribute: any EventAttribute, _ content: EventContent,
        isChecked: Bool = false
    ) {
        guard let events = events(of: device, attribute) else { return }
        let now = ContinuousClock.now
        let facts = attribute.pushedEvents
        events.state.withLock { push(kind, &$0, attribute, facts, content, at: now, isChecked: isChecked) }
    }

    /// The same for an object whose lock is held.
    func push(
        _ kind: EventKind, _ state: inout ObjectEvents.State, _ attribute: any EventAttribute,
        _ facts: PushedEventFacts, _ content: EventContent, at now: ContinuousClock.Instant, isChecked: Bool
    ) {
        push(kind, &state, attribute, content, at: now, isForced: !isChecked)
        guard kind == .change, settings.makesAlarmFromChange, !facts.alarm else { return }
        push(.alarm, &state, attribute, content, at: now, isForced: false)
    }

    /// Passes on what the root of a forwarded attribute sent: it has decided that it is due.
    func relay(
        _ kind: EventKind, _ device: any EventDevice, _ attribute: any EventAttribute, _ content: EventContent
    ) {
        guard let events = events(of: device, attribute) else { return }
        let now = ContinuousClock.now
        events.state.withLock { push(kind, &$0, attribute, content, at: now, isForced: true) }
    }

    /// Whether anybody listens to one kind of event of an attribute.
    func hasListeners(_ device: DeviceRuntime, _ attribute: AttributeRuntime, _ kind: EventKind) -> Bool {
        guard let events = events(of: device, attribute) else { return false }
        let now = ContinuousClock.now
        return events.state.withLock { $0.hasListeners(kind, at: now) }
    }

    /// Sends what a new reading of a polled attribute makes due.
    func pushPolled(_ device: any EventDevice, _ attribute: any EventAttribute, _ content: EventContent) {
        guard let events = events(of: device, attribute) else { return }
        let now = ContinuousClock.now
        let pushed = attribute.pushedEvents
        events.state.withLock { state in
            // What the device's code sends itself is not sent again by polling.
            if !pushed.change { push(.change, &state, attribute, content, at: now, isForced: false) }
            if !pushed.alarm { push(.alarm, &state, attribute, content, at: now, isForced: false) }
            push(.periodic, &state, attribute, content, at: now, isForced: false)
            if !pushed.archive { push(.archive, &state, attribute, content, at: now, isForced: false) }
        }
    }

    /// Tells listeners that polling, which made their events, was taken away.
    func pushPollingRemoved(_ device: any EventDevice, _ attribute: any EventAttribute) {
        guard let events = events(of: device, attribute) else { return }
        let text = "No event possible on attribute \(attribute.name). Polling has just being stopped!"
        let error = DevError(.polledObjectNotFound, text, origin: "DServer::rem_obj_polling")
        let now = ContinuousClock.now
        let pushed = attribute.pushedEvents
        var kinds: [EventKind] = [.periodic]
        if !pushed.change { kinds.append(.change) }
        if !pushed.archive { kinds.append(.archive) }
        if !pushed.alarm { kinds.append(.alarm) }
        events.state.withLock { state in
            for kind in kinds { push(kind, &state, attribute, .error([error]), at: now, isForced: true) }
        }
    }

    private func push(
        _ kind: EventKind, _ state: inout ObjectEvents.State, _ attribute: any EventAttribute,
        _ content: EventContent, at now: ContinuousClock.Instant, isForced: Bool
    ) {
        guard state.hasListeners(kind, at: now) else { return }
        let isDue = state.values.isDue(
            kind, content, criteria: attribute.eventCriteria, type: attribute.elementType, at: now, isForced: isForced)
        guard isDue else { return }
        switch content {
        case .error(let errors):
            send(kind, &state, isError: true, at: now) { _, writer in errors.write(writer) }
        case .value(let value):
            send(kind, &state, at: now) { generation, writer in
                switch generation {
                case .legacy: EventContent.legacy(value).write(writer)
                case .modern: value.write(writer)
                }
            }
        }
    }

    // MARK: - Without a value

    /// Sends the configuration of an attribute to who follows it.
    func pushConfiguration(_ device: any EventDevice, _ attribute: any EventAttribute) {
        guard let events = events(of: device, attribute) else { return }
        let configuration = attribute.configuration
        events.state.withLock { state in
            send(.configuration, &state, at: .now) { generation, writer in
                switch generation {
                case .legacy: configuration.config3.write(writer)
                case .modern: configuration.config5.write(writer)
                }
            }
        }
    }

    /// Says that an attribute can be read.
    func pushDataReady(_ device: any EventDevice, _ attribute: any EventAttribute, counter: Int32) {
        guard let events = events(of: device, attribute) else { return }
        let type = attribute.configuration.definition.type.rawValue
        let body = AttDataReady(name: attribute.name, data_type: type, ctr: counter)
        events.state.withLock { state in
            send(.dataReady, &state, at: .now) { _, writer in body.write(writer) }
        }
    }

    /// Sends the contents of a pipe.
    func pushPipe(_ device: any EventDevice, _ data: DevPipeData) {
        guard let events = events(of: "\(device.name)/\(data.name)") else { return }
        events.state.withLock { state in
            send(.pipe, &state, at: .now) { _, writer in data.write(writer) }
        }
    }

    /// Sends an error in place of the contents of a pipe.
    func pushPipe(_ device: any EventDevice, _ name: String, error: DevFailed) {
        guard let events = events(of: "\(device.name)/\(name)") else { return }
        events.state.withLock { state in
            send(.pipe, &state, isError: true, at: .now) { _, writer in error.errors.write(writer) }
        }
    }
}
