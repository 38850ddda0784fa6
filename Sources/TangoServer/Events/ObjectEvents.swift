import ORBBridge
import Synchronization
import TangoIDL
import TangoTypes
import ZeroMQSocket

/// The subscriptions of one attribute, pipe or device, and what was sent last.
///
/// Its lock is held from the decision to the sending, so that two threads cannot send in another order than they
/// decided.
final class ObjectEvents: Sendable {
    /// What the lock guards.
    struct State {
        fileprivate var entries = [Entry?](repeating: nil, count: EventKind.allCases.count)
        var values = AttributeEvents()
        var encoder = EventEncoder()
    }

    /// One event with its topics, made once.
    final class Entry {
        var subscription = EventSubscription()
        /// By generation; kinds without a topic of their own for modern clients have one for both.
        let legacyTopic: ZeroMQFrame
        let modernTopic: ZeroMQFrame?

        init(_ object: String, _ kind: EventKind, _ names: EventNames) {
            let legacy = names.topic(object, kind, .legacy)
            let modern = names.topic(object, kind, .modern)
            legacyTopic = ZeroMQFrame(Array(legacy.utf8))
            modernTopic = modern == legacy ? nil : ZeroMQFrame(Array(modern.utf8))
        }
    }

    let state = Mutex(State())
}

extension ObjectEvents.State {
    /// The subscription to one kind of event; nil before the first.
    subscript(kind: EventKind) -> ObjectEvents.Entry? { entries[kind.place] }

    /// Notes a subscription.
    mutating func confirm(
        _ kind: EventKind, _ generation: EventGeneration, object: String, names: EventNames,
        at now: ContinuousClock.Instant
    ) {
        let entry = self[kind] ?? ObjectEvents.Entry(object, kind, names)
        entries[kind.place] = entry
        entry.subscription.confirm(generation, at: now)
    }

    /// Whether anybody listens to one kind of event.
    func hasListeners(_ kind: EventKind, at now: ContinuousClock.Instant) -> Bool {
        self[kind]?.subscription.hasListeners(at: now) ?? false
    }
}
