import Synchronization
import TangoIDL
import TangoTypes

/// Devices whose attributes or commands are just changing: many changes in a row make one event.
final class InterfaceChanges: Sendable {
    /// How long no further change may come.
    static let delay = Duration.milliseconds(50)

    private struct Change: Sendable {
        let before: InterfaceDescription
        var deadline: ContinuousClock.Instant
        let current: @Sendable () -> (any EventDevice)?
    }

    private let changes = Mutex<[String: Change]>([:])

    /// Notes that a device is about to change; the description of the first call is what the last state is compared
    /// with.
    ///
    /// - Returns: When to look at it.
    func note(
        _ device: any EventDevice, at now: ContinuousClock.Instant,
        current: @escaping @Sendable () -> (any EventDevice)?
    ) -> ContinuousClock.Instant {
        let deadline = now + Self.delay
        let key = device.name.lowercased()
        let before = device.interfaceDescription
        changes.withLock { changes in
            if changes[key] == nil {
                changes[key] = Change(before: before, deadline: deadline, current: current)
            } else {
                changes[key]?.deadline = deadline
            }
        }
        return deadline
    }

    /// Takes the devices that have been quiet long enough and really differ.
    ///
    /// - Returns: What to send, and when to look again.
    func takeDue(at now: ContinuousClock.Instant) -> (
        due: [(any EventDevice, InterfaceDescription)], next: ContinuousClock.Instant?
    ) {
        let (due, next) = changes.withLock { changes in
            let due = changes.filter { $0.value.deadline <= now }
            for key in due.keys { changes[key] = nil }
            return (Array(due.values), changes.values.map(\.deadline).min())
        }
        let differing = due.compactMap { change -> (any EventDevice, InterfaceDescription)? in
            guard let device = change.current() else { return nil }
            let after = device.interfaceDescription
            return after.isSameInterface(as: change.before) ? nil : (device, after)
        }
        return (differing, next)
    }
}

extension EventSupplier {
    /// Must be called before attributes or commands of a device come or go, and before a device is restarted.
    ///
    /// - Parameters:
    ///   - device: The device as it is now.
    ///   - current: Finds the device as it will be; a restart makes a new one.
    func interfaceWillChange(_ device: any EventDevice, current: @escaping @Sendable () -> (any EventDevice)?) {
        guard hasListeners(.interfaceChange, object: device.name) else { return }
        wake(at: interfaceChanges.note(device, at: .now, current: current))
    }

    /// Sends the interface changes whose delay is over.
    func sendInterfaceChanges(at now: ContinuousClock.Instant) {
        let (due, next) = interfaceChanges.takeDue(at: now)
        for (device, interface) in due {
            guard let events = events(of: device.name) else { continue }
            let body = DevIntrChange(dev_started: false, cmds: interface.commands, atts: interface.attributes)
            events.state.withLock { state in
                send(.interfaceChange, &state, at: now) { _, writer in body.write(writer) }
            }
        }
        if let next { wake(at: next) }
    }
}
