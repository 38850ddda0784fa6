internal import Dispatch

/// Who subscribed to what, and what the thread of an ``EventReceiver`` has to do for it.
struct ReceiverState {
    enum Order {
        case connect(String)
        case disconnect(String)
        case subscribe(String)
        case unsubscribe(String)
        case signal(DispatchSemaphore)
    }

    /// The connection to where the events of a server come from.
    struct Connection {
        /// Since when it stands.
        var since: ContinuousClock.Instant?
        /// Nobody waits for it twice.
        var wasAwaited = false
        var waiting: [DispatchSemaphore] = []
    }

    var entries: [ObjectIdentifier: EventReceiver.Entry] = [:]
    var channels: [String: EventReceiver.Channel] = [:]
    /// By endpoint.
    private(set) var connections: [String: Connection] = [:]
    var orders: [Order] = []
    var isStopping = false

    // MARK: Subscriptions

    mutating func listen(_ registration: Registration, _ answer: SubscriptionAnswer) {
        for endpoint in [answer.heartbeatEndpoint, answer.eventEndpoint] where !uses(endpoint) {
            orders.append(.connect(endpoint))
        }
        orders += [.subscribe(answer.topic), .subscribe(answer.heartbeatTopic)]
        entries[ObjectIdentifier(registration)] = .init(registration: registration, answer: answer)
        connections[answer.eventEndpoint] = connections[answer.eventEndpoint] ?? Connection()
        let now = ContinuousClock.now
        channels[answer.channel] = channels[answer.channel] ?? .init(lastSign: now, lastConfirmation: now)
    }

    mutating func forget(_ registration: Registration) {
        guard let entry = entries.removeValue(forKey: ObjectIdentifier(registration)) else { return }
        // libzmq counts subscriptions: each end takes one away.
        orders += [.unsubscribe(entry.answer.topic), .unsubscribe(entry.answer.heartbeatTopic)]
        for endpoint in [entry.answer.heartbeatEndpoint, entry.answer.eventEndpoint] where !uses(endpoint) {
            orders.append(.disconnect(endpoint))
            for waiting in connections.removeValue(forKey: endpoint)?.waiting ?? [] { waiting.signal() }
        }
        if !entries.values.contains(where: { $0.answer.channel == entry.answer.channel }) {
            channels[entry.answer.channel] = nil
        }
    }

    private func uses(_ endpoint: String) -> Bool {
        entries.values.contains { $0.answer.heartbeatEndpoint == endpoint || $0.answer.eventEndpoint == endpoint }
    }

    // MARK: Connections

    /// Has `semaphore` signalled when the connection stands; false when there is nothing to wait for.
    mutating func startAwaiting(_ endpoint: String, _ semaphore: DispatchSemaphore) -> Bool {
        guard let connection = connections[endpoint], connection.since == nil, !connection.wasAwaited else {
            return false
        }
        connections[endpoint]?.waiting.append(semaphore)
        return true
    }

    /// Since when a connection stands; nil while it does not.
    mutating func stopAwaiting(_ endpoint: String) -> ContinuousClock.Instant? {
        connections[endpoint]?.wasAwaited = true
        return connections[endpoint]?.since
    }

    mutating func note(_ endpoint: String, standsSince since: ContinuousClock.Instant?) {
        guard let connection = connections[endpoint] else { return }
        connections[endpoint] = Connection(since: since)
        guard since == nil else { return connection.waiting.forEach { $0.signal() } }
        connections[endpoint]?.waiting = connection.waiting
    }

    /// Lets everybody go on who waits.
    mutating func release() {
        for case .signal(let semaphore) in orders { semaphore.signal() }
        for connection in connections.values { connection.waiting.forEach { $0.signal() } }
        (orders, connections) = ([], [:])
    }
}
