import Synchronization
import TangoClient
import TangoTypes

/// The roots of all forwarded attributes of a server.
///
/// **Isolation**: any thread.
final class ForwardingService: Sendable {
    private let context: ClientContext
    private let subscriber: EventSubscriber
    /// Those that ask roots.
    let threads = RootThreads()
    private let roots = Mutex<[String: RootDevice]>([:])

    /// **Throws**: `API_EventTimeout` when the system has no thread or socket left.
    init(_ context: ClientContext) throws {
        self.context = context
        subscriber = try EventSubscriber()
    }

    /// Begins to look for the root of an attribute.
    ///
    /// **Throws**: `DevFailed` when the root has an impossible name.
    func follow(_ attribute: ForwardedAttribute, of device: DeviceRuntime) throws {
        guard let root = attribute.root else { return }
        try roots.withLock { roots in
            let rootDevice =
                try roots[root.device]
                ?? RootDevice(root.device, context: context, subscriber: subscriber, threads: threads)
            roots[root.device] = rootDevice
            attribute.attach(device, rootDevice)
            rootDevice.add(attribute)
        }
    }

    /// Ends everything about an attribute.
    func forget(_ attribute: ForwardedAttribute) {
        guard let root = attribute.root else { return }
        roots.withLock { roots in
            guard let device = roots[root.device], !device.remove(attribute) else { return }
            device.stop()
            roots[root.device] = nil
        }
    }

    /// Looks for roots that are missing at once.
    func wake() {
        for root in roots.withLock({ Array($0.values) }) { root.wake() }
    }

    /// Ends all threads and subscriptions; false when a thread still waits for its root after `limit`.
    func close(within limit: Duration) -> Bool {
        let all = roots.withLock { roots in
            defer { roots = [:] }
            return Array(roots.values)
        }
        for root in all { root.stop() }
        subscriber.close()
        return threads.stop(within: limit)
    }
}
