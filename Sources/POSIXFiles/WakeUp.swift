internal import CLinux
import Glibc

/// Wakes a thread that polls, from any other thread.
///
/// **Isolation**: any thread.
public final class WakeUp: Sendable {
    private let descriptor: FileDescriptor

    /// Makes a wake-up that has not been rung.
    ///
    /// **Throws**: the failure of `eventfd`.
    public init() throws(POSIXError) {
        let number = clinux_eventfd()
        guard number >= 0 else { throw POSIXError.last("make", "an event counter") }
        descriptor = FileDescriptor(owning: number)
    }

    /// The descriptor to poll for reading.
    public var pollDescriptor: Int32 { descriptor.rawValue }

    /// Rings.
    public func ring() {
        var one: UInt64 = 1
        _ = Glibc.write(descriptor.rawValue, &one, 8)
    }

    /// Forgets all ringing so far.
    public func clear() {
        var count: UInt64 = 0
        _ = Glibc.read(descriptor.rawValue, &count, 8)
    }

    /// Waits until one of the descriptors can be read, or the time is over; gives those that can.
    public static func poll(_ descriptors: [Int32], timeout: Duration) -> [Int32] {
        var requests = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let milliseconds = max(0, min(timeout / .milliseconds(1), 3_600_000))
        let count = Glibc.poll(&requests, nfds_t(requests.count), Int32(milliseconds.rounded(.up)))
        guard count > 0 else { return [] }
        return requests.filter { $0.revents != 0 }.map(\.fd)
    }
}
