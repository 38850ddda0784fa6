internal import CZeroMQ
import Glibc

/// The pointer alone, so that it closes itself exactly once.
struct ZeroMQHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    deinit { zmq_close(pointer) }
}

/// A libzmq socket.
///
/// Closed when it goes out of scope. Not `Sendable`: it belongs to one thread, or to one `Mutex` that every thread
/// takes, which is the full memory fence that libzmq asks for.
///
/// **Isolation**: one thread at a time.
public struct ZeroMQSocket: ~Copyable {
    /// The patterns that Tango and the image stream need.
    public enum Kind: Int32, Sendable {
        /// Talks to one other of its kind.
        case pair = 0
        /// Sends to whoever subscribed.
        case publish = 1
        /// Receives what was subscribed to.
        case subscribe = 2
        /// Receives from pushers in turn.
        case pull = 7
        /// Sends to pullers in turn.
        case push = 8
        /// A publisher that sees its subscriptions as messages.
        case extendedPublish = 9
        /// A subscriber that subscribes by messages.
        case extendedSubscribe = 10
    }

    /// A setting, most of them to be made before ``bind(_:)`` or ``connect(_:)``.
    public enum Option: Sendable {
        /// How long closing waits for unsent messages, in milliseconds; -1: for ever.
        case linger(Int32)
        /// Messages kept for one slow peer before more are dropped or sending waits; 0: no limit.
        case sendHighWaterMark(Int32)
        /// Messages kept for a slow reader; 0: no limit.
        case receiveHighWaterMark(Int32)
        /// First pause before reconnecting, in milliseconds; -1: never reconnect.
        case reconnectInterval(Int32)
        /// Longest pause before reconnecting, in milliseconds.
        case reconnectIntervalMaximum(Int32)
        /// Time limit of one send, in milliseconds; -1: none.
        case sendTimeout(Int32)
        /// Receive messages that begin with this text.
        case subscribe(String)
        /// No longer receive messages that begin with this text.
        case unsubscribe(String)
    }

    let handle: ZeroMQHandle
    /// What was asked for.
    public let kind: Kind

    init(_ handle: consuming ZeroMQHandle, _ kind: Kind) {
        self.handle = handle
        self.kind = kind
    }

    /// Changes a setting.
    ///
    /// **Throws**: when libzmq refuses the value.
    public func set(_ option: Option) throws(ZeroMQError) {
        let result =
            switch option {
            case .linger(let value): set(ZMQ_LINGER, value)
            case .sendHighWaterMark(let value): set(ZMQ_SNDHWM, value)
            case .receiveHighWaterMark(let value): set(ZMQ_RCVHWM, value)
            case .reconnectInterval(let value): set(ZMQ_RECONNECT_IVL, value)
            case .reconnectIntervalMaximum(let value): set(ZMQ_RECONNECT_IVL_MAX, value)
            case .sendTimeout(let value): set(ZMQ_SNDTIMEO, value)
            case .subscribe(let topic): set(ZMQ_SUBSCRIBE, topic)
            case .unsubscribe(let topic): set(ZMQ_UNSUBSCRIBE, topic)
            }
        if result != 0 { throw ZeroMQError(.setOption, "\(option)") }
    }

    private func set(_ option: Int32, _ value: Int32) -> Int32 {
        var value = value
        return zmq_setsockopt(handle.pointer, option, &value, MemoryLayout<Int32>.size)
    }

    private func set(_ option: Int32, _ topic: String) -> Int32 {
        let bytes = Array(topic.utf8)
        return zmq_setsockopt(handle.pointer, option, bytes, bytes.count)
    }

    /// Accepts peers at `endpoint`; `*` or port 0 let the system choose.
    ///
    /// - Returns: The endpoint with the real address and port.
    ///
    /// **Throws**: when the address is taken or not of this host.
    @discardableResult
    public func bind(_ endpoint: String) throws(ZeroMQError) -> String {
        guard zmq_bind(handle.pointer, endpoint) == 0 else { throw ZeroMQError(.bind, endpoint) }
        var text = [CChar](repeating: 0, count: 1024)
        var count = text.count
        guard zmq_getsockopt(handle.pointer, ZMQ_LAST_ENDPOINT, &text, &count) == 0 else {
            throw ZeroMQError(.bind, endpoint)
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// No longer accepts peers at an endpoint that ``bind(_:)`` returned.
    ///
    /// **Throws**: when it was not bound.
    public func unbind(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_unbind(handle.pointer, endpoint) == 0 else { throw ZeroMQError(.unbind, endpoint) }
    }

    /// Connects, in the background, again and again.
    ///
    /// **Throws**: when the endpoint cannot be understood.
    public func connect(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_connect(handle.pointer, endpoint) == 0 else { throw ZeroMQError(.connect, endpoint) }
    }

    /// No longer talks to an endpoint.
    ///
    /// **Throws**: when it was not connected.
    public func disconnect(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_disconnect(handle.pointer, endpoint) == 0 else { throw ZeroMQError(.disconnect, endpoint) }
    }

    // MARK: - Messages

    /// Sends one message of several frames. A publisher never waits: peers over their mark miss it.
    ///
    /// **Throws**: when nobody takes it within the send timeout, or the context is closed.
    public func send(_ frames: [[UInt8]]) throws(ZeroMQError) {
        for (index, frame) in frames.enumerated() { try send(frame, hasMore: index < frames.count - 1) }
    }

    /// Sends one frame; the message is given to the peers with the frame after which no more come.
    ///
    /// **Throws**: as ``send(_:)``.
    public func send(_ frame: [UInt8], hasMore: Bool) throws(ZeroMQError) {
        try send(start: frame, frame.count, hasMore: hasMore)
    }

    /// Sends one frame from memory that is free again afterwards.
    ///
    /// **Throws**: as ``send(_:)``.
    public func send(_ frame: UnsafeRawBufferPointer, hasMore: Bool) throws(ZeroMQError) {
        try send(start: frame.baseAddress, frame.count, hasMore: hasMore)
    }

    /// Sends one frame whose bytes are constant.
    ///
    /// **Throws**: as ``send(_:)``.
    public func send(_ frame: ZeroMQFrame, hasMore: Bool) throws(ZeroMQError) {
        try frame.withMessage { message throws(ZeroMQError) in
            try repeated(frame.count) { zmq_msg_send(message, handle.pointer, hasMore ? ZMQ_SNDMORE : 0) }
        }
    }

    private func send(start: UnsafeRawPointer?, _ count: Int, hasMore: Bool) throws(ZeroMQError) {
        try repeated(count) { zmq_send(handle.pointer, start, count, hasMore ? ZMQ_SNDMORE : 0) }
    }

    /// A signal must not cut a message in two: a frame that was not taken is given again.
    private func repeated(_ count: Int, _ send: () -> Int32) throws(ZeroMQError) {
        while send() < 0 {
            let code = zmq_errno()
            guard code == EINTR else { throw ZeroMQError(.send, "a frame of \(count) bytes", code: code) }
        }
    }

    /// Takes one message with all its frames.
    ///
    /// - Parameter timeout: How long to wait for it; nil: for ever.
    /// - Returns: nil when the time is over.
    ///
    /// **Throws**: when the context is closed.
    public func receive(timeout: Duration?) throws(ZeroMQError) -> [[UInt8]]? {
        guard try wait(timeout) else { return nil }
        return try receiveNow()
    }

    /// Takes one message with all its frames if there is one.
    ///
    /// **Throws**: when the context is closed.
    public func receiveNow() throws(ZeroMQError) -> [[UInt8]]? {
        var frames: [[UInt8]] = []
        var hasMore = true
        while hasMore {
            var message = zmq_msg_t()
            zmq_msg_init(&message)
            defer { zmq_msg_close(&message) }
            while zmq_msg_recv(&message, handle.pointer, ZMQ_DONTWAIT) < 0 {
                let code = zmq_errno()
                // The frames of a message come together.
                if code == EAGAIN, frames.isEmpty { return nil }
                guard code == EINTR else { throw ZeroMQError(.receive, "frame \(frames.count)", code: code) }
            }
            frames.append(Array(UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))))
            hasMore = zmq_msg_more(&message) != 0
        }
        return frames
    }

    private func wait(_ timeout: Duration?) throws(ZeroMQError) -> Bool {
        try Self.wait([item], timeout)
    }

    var item: zmq_pollitem_t {
        zmq_pollitem_t(socket: handle.pointer, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    }

    /// Waits until something can be read. A signal does not lengthen the wait.
    static func wait(_ items: [zmq_pollitem_t], _ timeout: Duration?) throws(ZeroMQError) -> Bool {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        var items = items
        while true {
            let left = deadline.map { max(.zero, $0 - .now) }
            let milliseconds = left.map { Int($0 / .milliseconds(1)) + ($0 > .zero ? 1 : 0) } ?? -1
            let result = zmq_poll(&items, Int32(items.count), milliseconds)
            if result > 0 { return true }
            if result == 0 { return false }
            let code = zmq_errno()
            guard code == EINTR else { throw ZeroMQError(.receive, "poll", code: code) }
        }
    }

    /// Closes the socket now; unsent messages follow the linger time.
    public consuming func close() {}
}
