internal import Dispatch
internal import Synchronization
internal import TangoIDL
internal import TangoTypes
internal import ZeroMQSocket

/// Owns the socket: one thread takes messages and gives them to those who subscribed.
///
/// **Isolation:** any thread; the socket belongs to its own.
final class EventReceiver: Sendable {
    /// A server process, known by the name of its channel.
    struct Channel {
        var lastSign: ContinuousClock.Instant
        var lastConfirmation: ContinuousClock.Instant
        var isLost = false
        /// Subscriptions that the server, when it came back, refused: it may offer them later.
        var refused: Set<ObjectIdentifier> = []
        var lastRefusal: ContinuousClock.Instant?
    }

    struct Entry {
        var registration: Registration
        var answer: SubscriptionAnswer
    }

    fileprivate enum Order {
        case connect(String)
        case disconnect(String)
        case subscribe(String)
        case unsubscribe(String)
        case signal(DispatchSemaphore)
    }

    fileprivate struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var channels: [String: Channel] = [:]
        var orders: [Order] = []
        var isStopping = false
    }

    private let state = Mutex(State())
    private let context: ZeroMQContext
    private let ended = DispatchSemaphore(value: 0)
    private let ownThread = ThreadIdentity()

    /// How long an order may wait; a message ends the wait at once.
    private static let pause = Duration.milliseconds(20)

    init() throws {
        do { context = try ZeroMQContext() } catch {
            throw DevFailed(.eventTimeout, "Events cannot be received: \(error)")
        }
        let run: @Sendable () -> Void = { [self] in loop() }
        guard ClientThread.start(run) else {
            throw DevFailed(.eventTimeout, "Events cannot be received: the system has no thread left.")
        }
    }

    /// Ends the thread and waits for it; a handler, which runs on it, ends it without waiting.
    func stop() {
        let first = state.withLock { state in
            defer { state.isStopping = true }
            return !state.isStopping
        }
        guard first, !ownThread.isCurrent else { return }
        ended.wait()
    }

    // MARK: Who subscribed

    /// Begins to listen; returns when the socket does.
    func add(_ registration: Registration, _ answer: SubscriptionAnswer) {
        let done = DispatchSemaphore(value: 0)
        state.withLock { state in
            state.listen(registration, answer)
            state.orders.append(.signal(done))
        }
        // A handler that subscribes is on the thread that obeys: its socket listens before the next message is taken.
        if !ownThread.isCurrent { _ = done.wait(timeout: .now() + .seconds(1)) }
    }

    func remove(_ registration: Registration) {
        state.withLock { $0.forget(registration) }
    }

    /// Replaces what a server answered earlier, after it was restarted.
    func renew(_ registration: Registration, _ answer: SubscriptionAnswer) {
        state.withLock { state in
            guard state.entries[ObjectIdentifier(registration)] != nil else { return }
            state.forget(registration)
            state.listen(registration, answer)
        }
    }

    /// All subscriptions by channel, with what is known of the channel.
    func channels() -> [(name: String, channel: Channel, entries: [Entry])] {
        state.withLock { state in
            let entries = Dictionary(grouping: state.entries.values, by: \.answer.channel)
            return entries.compactMap { name, entries in state.channels[name].map { (name, $0, entries) } }
        }
    }

    func change(_ name: String, _ body: (inout Channel) -> Void) {
        state.withLock { state in
            if var channel = state.channels[name] {
                body(&channel)
                state.channels[name] = channel
            }
        }
    }

    // MARK: The thread

    private func loop() {
        ownThread.adopt()
        receive()
        context.close()
        ended.signal()
    }

    private func receive() {
        guard let socket = try? context.socket(.subscribe) else { return }
        try? socket.set(.linger(0))
        while true {
            let (orders, stops) = state.withLock { state in
                defer { state.orders = [] }
                return (state.orders, state.isStopping)
            }
            if stops { break }
            for order in orders { obey(order, socket) }
            guard let message = try? socket.receive(timeout: Self.pause) else { continue }
            take(message)
        }
    }

    // An endpoint that cannot be used shows as a missing heartbeat, and the keeper asks the server anew.
    private func obey(_ order: Order, _ socket: borrowing ZeroMQSocket) {
        switch order {
        case .connect(let endpoint): try? socket.connect(endpoint)
        case .disconnect(let endpoint): try? socket.disconnect(endpoint)
        case .subscribe(let topic): try? socket.set(.subscribe(topic))
        case .unsubscribe(let topic): try? socket.set(.unsubscribe(topic))
        case .signal(let semaphore): semaphore.signal()
        }
    }

    private func take(_ frames: [[UInt8]]) {
        guard let first = frames.first else { return }
        if frames.count == 3 {
            let topic = String(decoding: first, as: UTF8.self)
            guard topic.hasSuffix(".heartbeat") else { return }
            return change(String(topic.dropLast(".heartbeat".count))) { $0.lastSign = .now }
        }
        guard let message = EventMessage(frames) else { return }
        let listeners = state.withLock { state in state.entries.values.filter { $0.answer.topic == message.topic } }
        for entry in listeners {
            let content = message.content(entry.registration.kind, level: entry.answer.deviceLevel)
            entry.registration.deliver(content, number: message.number)
        }
    }
}

extension EventReceiver.State {
    mutating func listen(_ registration: Registration, _ answer: SubscriptionAnswer) {
        for endpoint in [answer.heartbeatEndpoint, answer.eventEndpoint] where !uses(endpoint) {
            orders.append(.connect(endpoint))
        }
        orders += [.subscribe(answer.topic), .subscribe(answer.heartbeatTopic)]
        entries[ObjectIdentifier(registration)] = .init(registration: registration, answer: answer)
        let now = ContinuousClock.now
        channels[answer.channel] = channels[answer.channel] ?? .init(lastSign: now, lastConfirmation: now)
    }

    mutating func forget(_ registration: Registration) {
        guard let entry = entries.removeValue(forKey: ObjectIdentifier(registration)) else { return }
        // libzmq counts subscriptions: each end takes one away.
        orders += [.unsubscribe(entry.answer.topic), .unsubscribe(entry.answer.heartbeatTopic)]
        for endpoint in [entry.answer.heartbeatEndpoint, entry.answer.eventEndpoint] where !uses(endpoint) {
            orders.append(.disconnect(endpoint))
        }
        if !entries.values.contains(where: { $0.answer.channel == entry.answer.channel }) {
            channels[entry.answer.channel] = nil
        }
    }

    private func uses(_ endpoint: String) -> Bool {
        entries.values.contains { $0.answer.heartbeatEndpoint == endpoint || $0.answer.eventEndpoint == endpoint }
    }
}
