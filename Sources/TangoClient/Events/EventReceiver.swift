internal import Dispatch
internal import Glibc
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

    private let state = Mutex(ReceiverState())
    private let context: ZeroMQContext
    private let bell: ZeroMQBell
    /// How long a subscription waits for its connection; then it goes on without, and the keeper looks after it.
    private let patience: Duration
    private let ended = DispatchSemaphore(value: 0)
    private let ownThread = ThreadIdentity()

    /// What was subscribed goes to the publisher when the connection stands: it takes as long as the network.
    private static let wayOfFirst = Duration.milliseconds(20)
    private static let wayOfOthers = Duration.milliseconds(2)

    init(patience: Duration = .seconds(1)) throws {
        self.patience = patience
        do { (context, bell) = (try ZeroMQContext(), try ZeroMQBell()) } catch {
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
        bell.ring()
        guard first, !ownThread.isCurrent else { return }
        ended.wait()
    }

    // MARK: Who subscribed

    /// Begins to listen; returns when events can come.
    func add(_ registration: Registration, _ answer: SubscriptionAnswer) {
        state.withLock { $0.listen(registration, answer) }
        awaitEvents(answer.eventEndpoint)
    }

    func remove(_ registration: Registration) {
        state.withLock { $0.forget(registration) }
        bell.ring()
    }

    /// Replaces what a server answered earlier, after it was restarted; returns when events can come.
    func renew(_ registration: Registration, _ answer: SubscriptionAnswer) {
        let isKnown = state.withLock { state in
            guard state.entries[ObjectIdentifier(registration)] != nil else { return false }
            state.forget(registration)
            state.listen(registration, answer)
            return true
        }
        if isKnown { awaitEvents(answer.eventEndpoint) }
    }

    /// Whether what was subscribed at an endpoint has reached the publisher.
    func isConnected(_ endpoint: String) -> Bool {
        let since = state.withLock { $0.connections[endpoint]?.since }
        return since.map { .now - $0 >= Self.wayOfFirst } ?? false
    }

    /// Waits until the thread has obeyed, the connection stands, and what was subscribed had the time to arrive. An event
    /// that is sent before is lost: the present value must be read after it.
    private func awaitEvents(_ endpoint: String) {
        // A handler that subscribes is on the thread that obeys: its socket listens before the next message is taken.
        guard !ownThread.isCurrent else { return }
        let (obeyed, stands) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let isNew: Bool? = state.withLock { state in
            guard !state.isStopping else { return nil }
            state.orders.append(.signal(obeyed))
            return state.startAwaiting(endpoint, stands)
        }
        guard let isNew else { return }
        bell.ring()
        _ = obeyed.wait(timeout: .now() + .seconds(1))
        guard isNew else { return usleep(Self.wayOfOthers) }
        _ = stands.wait(timeout: .now() + .nanoseconds(Int(patience / .nanoseconds(1))))
        if let since = state.withLock({ $0.stopAwaiting(endpoint) }) { usleep(Self.wayOfFirst - (.now - since)) }
    }

    private func usleep(_ time: Duration) {
        if time > .zero { _ = Glibc.usleep(UInt32(time / .microseconds(1))) }
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
        state.withLock { state in
            state.isStopping = true
            state.release()
        }
        context.close()
        ended.signal()
    }

    private func receive() {
        guard let socket = try? context.socket(.subscribe) else { return }
        try? socket.set(.linger(0))
        // The system had the descriptors for a socket a moment ago.
        guard let monitor = try? ZeroMQMonitor(of: socket, in: context) else { return }
        while true {
            let (orders, stops) = state.withLock { state in
                defer { state.orders = [] }
                return (state.orders, state.isStopping)
            }
            for order in orders { obey(order, socket) }
            if stops { break }
            while let event = try? monitor.next() { note(event) }
            guard let message = try? socket.receiveNow() else {
                try? monitor.wait(for: socket, bell, timeout: nil)
                continue
            }
            take(message)
        }
    }

    private func note(_ event: ZeroMQMonitor.Event) {
        state.withLock { state in
            switch event {
            case .stands(let endpoint): state.note(endpoint, standsSince: .now)
            case .lost(let endpoint): state.note(endpoint, standsSince: nil)
            }
        }
    }

    // An endpoint that cannot be used shows as a missing heartbeat, and the keeper asks the server anew.
    private func obey(_ order: ReceiverState.Order, _ socket: borrowing ZeroMQSocket) {
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
