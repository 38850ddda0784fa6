internal import CZeroMQ
import Synchronization

/// Tells when the connections of a socket stand and when they are lost.
///
/// **Isolation**: the thread of the socket.
public struct ZeroMQMonitor: ~Copyable {
    /// What became of a connection.
    public enum Event: Sendable, Equatable {
        /// Both ends have agreed: what was subscribed is on its way.
        case stands(endpoint: String)
        /// It is lost; the socket connects again by itself.
        case lost(endpoint: String)
    }

    private let socket: ZeroMQSocket
    private static let count = Atomic<Int>(0)

    /// Watches a socket, which must not have a monitor yet.
    ///
    /// **Throws**: when the process has no descriptors left.
    public init(of watched: borrowing ZeroMQSocket, in context: ZeroMQContext) throws(ZeroMQError) {
        let endpoint = "inproc://monitor-\(Self.count.add(1, ordering: .relaxed).newValue)"
        let wanted = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED
        guard zmq_socket_monitor(watched.handle.pointer, endpoint, wanted) == 0 else {
            throw ZeroMQError(.monitor, endpoint)
        }
        let events = try context.socket(.pair)
        try events.set(.linger(0))
        try events.connect(endpoint)
        socket = events
    }

    /// What happened next, if anything did.
    ///
    /// **Throws**: when the context is closed.
    public func next() throws(ZeroMQError) -> Event? {
        while let frames = try socket.receiveNow() {
            // Two bytes for the event, four for its value; then the endpoint.
            guard frames.count == 2, frames[0].count == 6 else { continue }
            let endpoint = String(decoding: frames[1], as: UTF8.self)
            switch Int32(frames[0].withUnsafeBytes { $0.loadUnaligned(as: UInt16.self) }) {
            case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: return .stands(endpoint: endpoint)
            case ZMQ_EVENT_DISCONNECTED: return .lost(endpoint: endpoint)
            default: continue
            }
        }
        return nil
    }

    /// Waits until the socket has a message, a connection has changed, or the bell has been rung.
    ///
    /// **Throws**: when the context is closed.
    public func wait(for watched: borrowing ZeroMQSocket, _ bell: ZeroMQBell, timeout: Duration?) throws(ZeroMQError) {
        let items = [watched.item, socket.item, bell.item]
        _ = try ZeroMQSocket.wait(items, timeout)
        bell.silence()
    }
}
