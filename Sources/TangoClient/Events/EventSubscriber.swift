internal import Dispatch
internal import Synchronization
internal import TangoIDL
public import TangoTypes
internal import ZeroMQSocket

/// Receives the events of any number of devices.
///
/// One thread receives and calls the handlers; another confirms the subscriptions and renews them when a server gives no
/// sign of life: after a restart of the server events go on by themselves. A handler must not block for long, and is told
/// one event at a time.
///
/// **Isolation:** any thread.
public final class EventSubscriber: Sendable {
    /// A subscription; it ends with ``cancel()`` or with the last reference to it.
    public final class Subscription: Sendable {
        private let end: @Sendable () -> Void
        fileprivate init(_ end: @escaping @Sendable () -> Void) { self.end = end }
        deinit { end() }

        /// No more events; a handler that is running ends by itself.
        public func cancel() { end() }
    }

    private let receiver: EventReceiver
    private let keeper: SubscriptionKeeper

    /// Starts both threads.
    ///
    /// **Throws:** `API_EventTimeout` with the reason when the system has no socket or thread left.
    public convenience init() throws { try self.init(silence: .seconds(10)) }

    /// - Parameters:
    ///   - silence: after which a server counts as gone; it sends a heartbeat every nine seconds.
    ///   - patience: how long a subscription waits for its connection.
    init(silence: Duration, patience: Duration = .seconds(1)) throws {
        receiver = try EventReceiver(patience: patience)
        do { keeper = try SubscriptionKeeper(receiver, silence: silence) } catch {
            receiver.stop()
            throw error
        }
    }

    deinit { close() }

    /// Subscribes; the handler has been told the present value when this returns.
    ///
    /// Waits until the events of the server can come, at most a second. A value that changes before they do is not lost:
    /// the present value is read once more a second later, and told when no event has come and it is another one; with
    /// criteria configured for change or archive events, when it differs by as much as they say.
    ///
    /// - Parameters:
    ///   - attribute: attribute or pipe; ignored for ``EventKind/interfaceChange``.
    ///   - handler: is called on threads of this object, the first time on the calling one.
    ///
    /// **Throws:** what the server says against it, for instance `API_AttributePollingNotStarted`.
    public func subscribe(
        to device: DeviceProxy, _ attribute: String, _ kind: EventKind = .change,
        handler: @escaping @Sendable (DeviceEvent) -> Void
    ) throws -> Subscription {
        let registration = Registration(device, attribute, kind, handler)
        let answer = try registration.register()
        receiver.add(registration, answer)
        registration.tellPresent()
        return Subscription { [weak receiver] in
            registration.cancel()
            receiver?.remove(registration)
        }
    }

    /// Ends all subscriptions and both threads.
    public func close() {
        keeper.stop()
        receiver.stop()
    }
}
