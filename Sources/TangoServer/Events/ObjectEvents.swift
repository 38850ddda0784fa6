import Synchronization
import TangoTypes

/// The subscriptions of one attribute, pipe or device, and what was sent last.
///
/// Its lock is held from the decision to the sending, so that two threads cannot send in another order than they
/// decided.
final class ObjectEvents: Sendable {
    /// What the lock guards.
    struct State: Sendable {
        private var entries = [Entry?](repeating: nil, count: EventKind.allCases.count)
        var values = AttributeEvents()

        /// The subscription to one kind of event; nil before the first.
        subscript(kind: EventKind) -> Entry? {
            get { entries[kind.place] }
            set { entries[kind.place] = newValue }
        }
    }

    /// One event with its topics, made once.
    struct Entry: Sendable {
        var subscription = EventSubscription()
        let topics: [[UInt8]]

        func topic(_ generation: EventGeneration) -> [UInt8] { topics[generation.rawValue] }
    }

    let state = Mutex(State())
}

extension ObjectEvents.State {
    /// Notes a subscription.
    mutating func confirm(
        _ request: EventRequest, object: String, names: EventNames, at now: ContinuousClock.Instant
    ) {
        if self[request.kind] == nil {
            let topics = EventGeneration.allCases.map { Array(names.topic(object, request.kind, $0).utf8) }
            self[request.kind] = ObjectEvents.Entry(topics: topics)
        }
        self[request.kind]?.subscription.confirm(request.generation, at: now)
    }

    /// Whether anybody listens to one kind of event.
    func hasListeners(_ kind: EventKind, at now: ContinuousClock.Instant) -> Bool {
        self[kind]?.subscription.hasListeners(at: now) ?? false
    }
}
