internal import Dispatch
internal import Synchronization
internal import TangoIDL
internal import TangoTypes

/// Keeps subscriptions alive: confirms them, and renews them when a server gives no sign of life.
///
/// **Isolation:** a thread of its own, because servers are called here and may be slow.
final class SubscriptionKeeper: Sendable {
    private let receiver: EventReceiver
    private let isStopping = Atomic(false)
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let ownThread = ThreadIdentity()

    private let silence: Duration
    /// A server forgets after ten minutes.
    private static let confirmation = Duration.seconds(200)

    init(_ receiver: EventReceiver, silence: Duration) throws {
        (self.receiver, self.silence) = (receiver, silence)
        let run: @Sendable () -> Void = { [self] in loop() }
        guard ClientThread.start(run) else {
            throw DevFailed(.eventTimeout, "Events cannot be received: the system has no thread left.")
        }
    }

    /// Ends the thread and waits until its present call to a server has ended; a handler that it calls does not wait.
    func stop() {
        guard !isStopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
        wake.signal()
        if !ownThread.isCurrent { ended.wait() }
    }

    private func loop() {
        ownThread.adopt()
        while !isStopping.load(ordering: .acquiring) {
            _ = wake.wait(timeout: .now() + .seconds(1))
            for (name, channel, entries) in receiver.channels() where !isStopping.load(ordering: .acquiring) {
                if .now - channel.lastSign > silence {
                    renew(name, channel, entries)
                } else if let refusal = channel.lastRefusal, .now - refusal > silence {
                    subscribe(name, entries.filter { channel.refused.contains(ObjectIdentifier($0.registration)) })
                } else if .now - channel.lastConfirmation > Self.confirmation {
                    confirm(name, entries)
                }
                if !channel.isLost { checkPresent(entries) }
            }
        }
        ended.signal()
    }

    /// Subscribes anew. Subscribers hear of the silence once, and of the present value when it is over.
    private func renew(_ name: String, _ channel: EventReceiver.Channel, _ entries: [EventReceiver.Entry]) {
        if !channel.isLost {
            let text = "The server of this device has sent no sign of life for \(silence); subscribing anew."
            for entry in entries { entry.registration.deliver(.error(DevFailed(.eventTimeout, text))) }
        }
        receiver.change(name) { channel in
            channel.lastSign = .now  // the next attempt comes after as much silence again
            channel.isLost = true
        }
        subscribe(name, entries)
    }

    /// Asks for events again; those that are refused are asked for later once more.
    private func subscribe(_ name: String, _ entries: [EventReceiver.Entry]) {
        var refused: Set<ObjectIdentifier> = []
        for entry in entries {
            guard !isStopping.load(ordering: .acquiring) else { return }
            do {
                let answer = try entry.registration.register()
                entry.registration.startAnew()
                receiver.renew(entry.registration, answer)
                entry.registration.tellPresent()
            } catch let error as DevFailed where !error.isUnreachable && !error.isTimeout {
                entry.registration.deliver(.error(error))
                refused.insert(ObjectIdentifier(entry.registration))
            } catch {
                return
            }
        }
        receiver.change(name) { channel in
            channel.isLost = false
            channel.refused = refused
            channel.lastRefusal = refused.isEmpty ? nil : .now
        }
    }

    /// Looks for values that changed before a new subscription had reached its server.
    private func checkPresent(_ entries: [EventReceiver.Entry]) {
        let now = ContinuousClock.now
        for entry in entries where entry.registration.isToBeChecked(at: now) {
            let isConnected = receiver.isConnected(entry.answer.eventEndpoint)
            guard entry.registration.checkPresent(isLast: isConnected),
                !isStopping.load(ordering: .acquiring)
            else { return }
        }
    }

    private func confirm(_ name: String, _ entries: [EventReceiver.Entry]) {
        receiver.change(name) { $0.lastConfirmation = .now }
        guard let device = entries.first?.registration.device else { return }
        let names = entries.flatMap { entry in
            [
                entry.registration.device.address.device, entry.registration.attribute.lowercased(),
                entry.answer.eventName,
            ]
        }
        // A refusal shows as missing events and a missing heartbeat; then the subscriptions are made anew.
        _ = try? device.adminDevice().command("EventConfirmSubscription", .strings(names))
    }
}
