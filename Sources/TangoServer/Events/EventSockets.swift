import TangoTypes
import ZeroMQSocket

/// The two publishers of a server process and what decides how often they repeat a message.
///
/// **Isolation**: whoever holds the lock around it.
struct EventSockets: ~Copyable {
    private let context: ZeroMQContext
    private let addresses: EventAddresses
    private let sendHighWaterMark: Int32
    private var heartbeat: ZeroMQSocket?
    private var event: ZeroMQSocket?
    /// Decides which messages are sent twice.
    var credit = DoubleSendCredit()
    /// Endpoints of the heartbeat socket, the preferred one first.
    let heartbeatEndpoints: [String]
    /// Endpoints of the event socket, empty before the first subscription.
    private(set) var eventEndpoints: [String] = []
    private var callInfo = EventMessage.callInfo(number: 0, isError: false)

    private init(
        _ context: ZeroMQContext, _ addresses: EventAddresses, _ sendHighWaterMark: Int32,
        heartbeat: consuming ZeroMQSocket, endpoints: [String]
    ) {
        self.context = context
        self.addresses = addresses
        self.sendHighWaterMark = sendHighWaterMark
        self.heartbeat = consume heartbeat
        heartbeatEndpoints = endpoints
    }

    /// Binds the heartbeat socket.
    static func open(
        _ addresses: EventAddresses, sendHighWaterMark: Int32
    ) throws(ZeroMQError) -> EventSockets {
        let context = try ZeroMQContext()
        let socket = try context.socket(.publish)
        try socket.set(.linger(0))
        try socket.set(.reconnectInterval(-1))
        let endpoints = addresses.endpoints(bound: try socket.bind("tcp://\(addresses.bindHost):*"))
        return EventSockets(context, addresses, sendHighWaterMark, heartbeat: socket, endpoints: endpoints)
    }

    /// Binds the event socket, if that was not done before.
    mutating func openEventSocket() throws(ZeroMQError) {
        guard eventEndpoints.isEmpty else { return }
        let socket = try context.socket(.publish)
        try socket.set(.linger(0))
        try socket.set(.reconnectInterval(-1))
        // libzmq takes room back in halves of the mark: only twice as much always has room for the whole of it.
        try socket.set(.sendHighWaterMark(sendHighWaterMark > .max / 2 ? .max : 2 * sendHighWaterMark))
        eventEndpoints = addresses.endpoints(bound: try socket.bind("tcp://\(addresses.bindHost):*"))
        event = consume socket
    }

    /// Sends an event to one generation of clients.
    ///
    /// - Parameters:
    ///   - topic: What they subscribed to.
    ///   - number: The number of the event.
    ///   - isError: Whether the payload is an error.
    ///   - payload: What it carries.
    ///   - copies: How often it is sent at least, and afterwards was sent: more often if somebody may have just
    ///     subscribed.
    mutating func sendEvent(
        _ topic: ZeroMQFrame, number: UInt32, isError: Bool, payload: UnsafeRawBufferPointer, copies: inout Int
    ) throws(ZeroMQError) {
        copies = max(copies, credit.takeEvent())
        EventMessage.setCallInfo(&callInfo, number: number, isError: isError)
        for _ in 0..<copies {
            try event?.send(topic, hasMore: true)
            try event?.send(EventMessage.byteOrder, hasMore: true)
            try event?.send(callInfo, hasMore: true)
            try event?.send(payload, hasMore: false)
        }
    }

    /// Sends a heartbeat, and something on the event socket that lets libzmq notice dead peers.
    mutating func sendHeartbeat(_ topic: ZeroMQFrame) throws(ZeroMQError) {
        for _ in 0..<credit.takeHeartbeat() {
            try heartbeat?.send(topic, hasMore: true)
            try heartbeat?.send(EventMessage.byteOrder, hasMore: true)
            try heartbeat?.send(EventMessage.heartbeatInfo, hasMore: false)
        }
        try event?.send([Array("alive".utf8)])
    }

    /// Closes both sockets and ends libzmq's threads; nothing is sent from now on.
    mutating func close() {
        heartbeat = nil
        event = nil
        context.close()
    }
}
