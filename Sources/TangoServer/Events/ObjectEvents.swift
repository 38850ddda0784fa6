import Synchronization
import TangoTypes

/// The subscriptions of one attribute, pipe or device, and what was sent last.
///
/// Its lock is held from the decision to the sending, so that two threads cannot send in another order than they
/// decided.
final class ObjectEvents: Sendable {
    /// What the lock guards.
    struct State: Sendable {
        var subscriptions: [EventKind: Entry] = [:]
        var values = AttributeEvents()
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
        let topics = EventGeneration.allCases.map { Array(names.topic(object, request.kind, $0).utf8) }
        subscriptions[request.kind, default: ObjectEvents.Entry(topics: topics)]
            .subscription.confirm(request.generation, at: now)
    }

    /// The generations that listen to one kind of event.
    func listeners(_ kind: EventKind, at now: ContinuousClock.Instant) -> [EventGeneration] {
        subscriptions[kind]?.subscription.listeners(at: now) ?? []
    }
}
