import Log
import ORBBridge
import Synchronization
import TangoIDL
import TangoTypes
import ZeroMQSocket

/// Sends the events of one server process.
///
/// A push never waits for a device: it takes the lock of the attribute's subscriptions and then that of the sockets,
/// both only for the time of sending, and libzmq's publishers never wait for a client.
///
/// **Isolation**: any thread.
final class EventSupplier: Sendable {
    /// What a server decides once.
    struct Settings: Sendable {
        /// How topics and channels are called.
        var names: EventNames
        /// Where to listen.
        var addresses: EventAddresses
        /// The release that clients are told, 934 or 1033; from 930 on they use the topics that they are given.
        var libraryRelease: Int32
        /// Messages kept for one slow client.
        var sendHighWaterMark: Int32 = 1000
        /// Messages that clients are told to keep.
        var clientHighWaterMark: Int32 = 1000
        /// The numbers of a multicast, which clients are told although there is none.
        var multicast = MulticastSettings([:])
        /// Whether a change event is also looked at as an alarm event.
        var makesAlarmFromChange = true
        /// For what cannot be told to a client.
        var logger: Logger

        /// The level of a device that is not there.
        var interfaceLevel: Int { libraryRelease >= 1000 ? 6 : 5 }
    }

    let settings: Settings
    private let sockets: Mutex<EventSockets>
    private let objects = Mutex<[String: ObjectEvents]>([:])
    private let hasSubscriptions = Atomic(false)
    private let isClosing = Atomic(false)
    private let heartbeat: HeartbeatThread
    let interfaceChanges: InterfaceChanges
    let timings = EventTimings()

    /// Binds the heartbeat socket and starts the heartbeat's thread, which stays silent until somebody subscribes.
    ///
    /// **Throws**: `ZeroMQError`, or as ``ServiceThread/init(name:_:)``.
    init(_ settings: Settings) throws {
        self.settings = settings
        sockets = Mutex(
            try EventSockets.open(settings.addresses, sendHighWaterMark: settings.sendHighWaterMark))
        heartbeat = HeartbeatThread()
        interfaceChanges = InterfaceChanges()
        let topic = ZeroMQFrame(Array(settings.names.heartbeatTopic.utf8))
        try heartbeat.start(
            beat: { [weak self] in self?.send { (sockets) throws(ZeroMQError) in try sockets.sendHeartbeat(topic) } },
            other: { [weak self] in self?.sendInterfaceChanges(at: .now) })
    }

    /// Ends heartbeats and events. Subscriptions are refused from now on.
    func close() {
        isClosing.store(true, ordering: .releasing)
        heartbeat.stop()
        sockets.withLock { $0.close() }
        // They end outside the lock, whatever they hold.
        let old = objects.withLock { objects in
            defer { objects = [:] }
            return objects
        }
        withExtendedLifetime(old) {}
    }

    // MARK: - Subscriptions

    /// Refuses requests while the server stops.
    func checkIsOpen() throws(DevFailed) {
        guard isClosing.load(ordering: .acquiring) else { return }
        throw DevFailed(
            .shutdownInProgress, "The device server is shutting down. You can no longer subscribe for events",
            origin: "DServer::zmq_event_subscription_change")
    }

    /// Opens the event socket and notes a subscription, unless its event is none.
    ///
    /// - Parameters:
    ///   - request: Kind and client level.
    ///   - object: `domain/family/member[/attribute]`.
    ///   - isNew: False for a confirmation, whose client is connected already.
    ///   - isReturning: Whether the client had subscribed before the server was started again.
    func subscribe(
        _ request: EventRequest, object: String, isNew: Bool, isReturning: Bool = false
    ) throws(DevFailed) {
        try openEventSocket()
        if isNew { sockets.withLock { $0.credit.subscribed() } }
        if let kind = request.kind {
            note(kind, request.generation, object: object.lowercased(), isReturning: isReturning)
        }
        heartbeat.activate(hasNewClient: isNew)
    }

    private func note(_ kind: EventKind, _ generation: EventGeneration, object key: String, isReturning: Bool) {
        let now = ContinuousClock.now
        let events = objects.withLock { objects in
            if let known = objects[key] { return known }
            let new = ObjectEvents()
            objects[key] = new
            return new
        }
        events.state.withLock { state in
            state.confirm(kind, generation, object: key, names: settings.names, at: now)
            if isReturning { state[kind]?.subscription.clientReturned() }
        }
        hasSubscriptions.store(true, ordering: .releasing)
    }

    /// Binds the event socket, if that was not done before.
    func openEventSocket() throws(DevFailed) {
        let failure: ZeroMQError? = sockets.withLock { sockets in
            do throws(ZeroMQError) {
                try sockets.openEventSocket()
                return nil
            } catch {
                return error
            }
        }
        guard let failure else { return }
        throw DevFailed(.standardException, "\(failure)", origin: "EventSupplier.openEventSocket")
    }

    /// Heartbeat and event endpoints, in pairs.
    var endpoints: (heartbeat: [String], event: [String]) {
        sockets.withLock { ($0.heartbeatEndpoints, $0.eventEndpoints) }
    }

    /// Whether anybody listens to one kind of event of an object; a push without a listener need not be prepared.
    func hasListeners(_ kind: EventKind, object: String) -> Bool {
        guard let events = events(of: object) else { return false }
        let now = ContinuousClock.now
        return events.state.withLock { $0.hasListeners(kind, at: now) }
    }

    /// The number that the next event carries, by topic without the mark of a generation.
    var counters: [String: UInt32] {
        let known = objects.withLock { Array($0) }
        var counters: [String: UInt32] = [:]
        for (object, events) in known {
            events.state.withLock { state in
                for kind in EventKind.allCases {
                    guard let entry = state[kind] else { continue }
                    counters[settings.names.topic(object, kind, .legacy)] = entry.subscription.counter
                }
            }
        }
        return counters
    }

    // MARK: - Sending

    /// What was subscribed of an object, nil if nothing ever was.
    func events(of object: String) -> ObjectEvents? {
        guard hasSubscriptions.load(ordering: .acquiring) else { return nil }
        let key = object.lowercased()
        return objects.withLock { $0[key] }
    }

    /// What was subscribed of an attribute.
    func events(of device: any EventDevice, _ attribute: any EventAttribute) -> ObjectEvents? {
        guard let attribute = attribute as? AttributeRuntime, let device = device as? DeviceRuntime else {
            return events(of: "\(device.name)/\(attribute.name)")
        }
        return events(of: device, attribute)
    }

    /// What was subscribed of an attribute, which remembers it: what was subscribed once stays known.
    func events(of device: DeviceRuntime, _ attribute: AttributeRuntime) -> ObjectEvents? {
        if let events = attribute.events { return events }
        guard let found = events(of: "\(device.name)/\(attribute.name)") else { return nil }
        attribute.events = found
        return found
    }

    /// Sends one event to the generations that listen; all copies carry one number.
    ///
    /// - Parameter encode: Writes the body for one generation.
    func send(
        _ kind: EventKind, _ state: inout ObjectEvents.State, isError: Bool = false, at now: ContinuousClock.Instant,
        encode: (EventGeneration, CDRWriter) -> Void
    ) {
        guard let entry = state[kind] else { return }
        let hasLegacy = entry.subscription.hasListeners(.legacy, at: now)
        let hasModern = entry.subscription.hasListeners(.modern, at: now)
        guard hasLegacy || hasModern else { return }
        let number = entry.subscription.takeNumber()
        var copies = entry.subscription.takeCopies()
        let start = timings.begin()
        func send(_ generation: EventGeneration, _ topic: ZeroMQFrame) {
            let write: (CDRWriter) -> Void = { encode(generation, $0) }
            state.encoder.withPayload(kind, write: write) { payload in
                self.send { (sockets) throws(ZeroMQError) in
                    try sockets.sendEvent(topic, number: number, isError: isError, payload: payload, copies: &copies)
                }
            }
        }
        if hasLegacy { send(.legacy, entry.legacyTopic) }
        // Kinds without a topic of their own for modern clients must not be sent twice.
        if hasModern, !hasLegacy || entry.modernTopic != nil { send(.modern, entry.modernTopic ?? entry.legacyTopic) }
        timings.end(start)
    }

    private func send(_ body: (inout EventSockets) throws(ZeroMQError) -> Void) {
        let failure: ZeroMQError? = sockets.withLock { sockets in
            do throws(ZeroMQError) {
                try body(&sockets)
                return nil
            } catch {
                return error
            }
        }
        if let failure { settings.logger.error("An event was not sent. \(failure)") }
    }

    /// Has the heartbeat's thread look at interface changes once their delay is over.
    func wake(at deadline: ContinuousClock.Instant) { heartbeat.wake(at: deadline) }
}
