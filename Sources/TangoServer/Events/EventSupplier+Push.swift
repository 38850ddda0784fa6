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
        events.state.withLock { state in
            push(kind, &state, attribute, content, at: now, isForced: !isChecked)
            if kind == .change, settings.makesAlarmFromChange, !attribute.pushedEvents.alarm {
                push(.alarm, &state, attribute, content, at: now, isForced: false)
            }
        }
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
        let kinds: [EventKind] = [.periodic] + (pushed.change ? [] : [.change]) + (pushed.archive ? [] : [.archive])
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
            let payload = EventMessage.payload(errors, kind: kind)
            send(kind, &state, isError: true, at: now) { _ in payload }
        case .value(let value):
            send(kind, &state, at: now) { generation in
                switch generation {
                case .legacy: EventMessage.payload(EventContent.legacy(value), kind: kind)
                case .modern: EventMessage.payload(value, kind: kind)
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
            send(.configuration, &state, at: .now) { generation in
                switch generation {
                case .legacy: EventMessage.payload(configuration.config3, kind: .configuration)
                case .modern: EventMessage.payload(configuration.config5, kind: .configuration)
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
            send(.dataReady, &state, at: .now) { _ in EventMessage.payload(body, kind: .dataReady) }
        }
    }

    /// Sends the contents of a pipe.
    func pushPipe(_ device: any EventDevice, _ data: DevPipeData) {
        guard let events = events(of: "\(device.name)/\(data.name)") else { return }
        events.state.withLock { state in
            send(.pipe, &state, at: .now) { _ in EventMessage.payload(data, kind: .pipe) }
        }
    }

    /// Sends an error in place of the contents of a pipe.
    func pushPipe(_ device: any EventDevice, _ name: String, error: DevFailed) {
        guard let events = events(of: "\(device.name)/\(name)") else { return }
        events.state.withLock { state in
            send(.pipe, &state, isError: true, at: .now) { _ in EventMessage.payload(error.errors, kind: .pipe) }
        }
    }
}
