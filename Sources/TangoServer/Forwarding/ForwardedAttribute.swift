import Dispatch
import Synchronization
import TangoClient
import TangoIDL
import TangoTypes

/// A forwarded attribute of one device: which root it has, and what is known of it.
///
/// The device has an attribute that clients see only while the configuration of the root is known, because it has no type
/// before.
///
/// **Isolation**: any thread.
final class ForwardedAttribute: Sendable {
    /// The name in its original spelling.
    let name: String
    /// The root as it was configured; nil when that is no name of an attribute.
    let root: RootAttributeName?
    /// The root as people see it.
    let rootText: String
    /// Where the label comes from, by source.
    let labels: Labels
    /// Names in lower case of the attributes that the class declares behind this one: clients list them in this order.
    let followers: Set<String>
    private let state: Mutex<State>
    private let tried = DispatchSemaphore(value: 0)

    /// The label in the code, of the class and of the device in the store.
    struct Labels: Sendable {
        var code: [AttributeProperty: String] = [:]
        var ofClass: [String: [String]] = [:]
        var ofDevice: [String: [String]] = [:]
    }

    private struct State: Sendable {
        var fault: RootFault?
        var wasTried = false
        var device = WeakDevice()
        var rootDevice: RootDevice?
        /// The root's configuration as it came last.
        var configuration: AttributeConfig_5?
        /// What came over the network and is not in force yet.
        var news: AttributeConfig_5?
        var following: EventSubscriber.Subscription?
        var values: [EventKind: Relay] = [:]
    }

    private struct WeakDevice: Sendable {
        weak var device: DeviceRuntime?
    }

    /// A subscription at the root for clients of this server.
    struct Relay: Sendable {
        let subscription: EventSubscriber.Subscription
        let since: ContinuousClock.Instant
    }

    /// - Parameters:
    ///   - name: In its original spelling.
    ///   - property: The configured root, nil when nobody has chosen one.
    ///   - owner: The name of the device.
    ///   - database: `host:port` of the server's own database.
    ///   - labels: Where the label comes from.
    ///   - followers: Attributes that the class declares behind this one.
    init(
        _ name: String, root property: String?, labels: Labels, followers: Set<String> = [], owner: String,
        database: String?
    ) {
        self.name = name
        self.labels = labels
        self.followers = followers
        let isMissing = property.map(RootAttributeName.isMissing) ?? true
        let root = property.flatMap { RootAttributeName($0, database: database) }
        rootText = root?.text ?? property ?? RootAttributeName.notDefined
        var fault = RootFault.notStarted
        if isMissing {
            fault = .missing
        } else if root == nil {
            fault = .wrongSyntax
        } else if let root, let database, root.device == "tango://\(database)/\(owner)".lowercased() {
            fault = .ownDevice
        }
        self.root = fault.isPassing ? root : nil
        state = Mutex(State(fault: fault))
    }

    // MARK: The first attempt

    /// The root has been looked for.
    func wasTried() {
        let isFirst = state.withLock { state in
            defer { state.wasTried = true }
            return !state.wasTried
        }
        if isFirst { tried.signal() }
    }

    /// Waits until the root has been looked for once.
    func awaitAttempt(until deadline: DispatchTime) {
        guard root != nil, tried.wait(timeout: deadline) == .success else { return }
        tried.signal()
    }

    // MARK: What is known

    /// Why there is no root; nil once it was found.
    var fault: RootFault? { state.withLock { $0.fault } }

    /// The lines in the status of the device; nil when all is well.
    var statusLines: String? { fault?.statusLines(name, root: rootText) }

    /// The root's configuration as it came last.
    var configuration: AttributeConfig_5? { state.withLock { $0.configuration } }

    /// Where the root is; nil before the server looks for it.
    var rootDevice: RootDevice? { state.withLock { $0.rootDevice } }

    /// The device that has this attribute.
    var device: DeviceRuntime? { state.withLock { $0.device.device } }

    /// Whether the configuration of the root is followed.
    var isFollowing: Bool { state.withLock { $0.following != nil } }

    /// Ties it to both ends.
    func attach(_ device: DeviceRuntime, _ rootDevice: RootDevice) {
        state.withLock { state in
            state.device.device = device
            state.rootDevice = rootDevice
        }
    }

    /// Ends all subscriptions.
    func detach() {
        let ended = state.withLock { state in
            defer { state = State(fault: state.fault) }
            return state
        }
        ended.following?.cancel()
        for relay in ended.values.values { relay.subscription.cancel() }
    }

    /// Notes why there is no root; tells whether that is new.
    @discardableResult func note(_ fault: RootFault?) -> Bool {
        state.withLock { state in
            defer { state.fault = fault }
            return state.fault != fault
        }
    }

    // MARK: The root's configuration

    /// Keeps what came; another thread takes it.
    func receive(_ configuration: AttributeConfig_5) { state.withLock { $0.news = configuration } }

    /// What came since the last question, which is in force from now on.
    func takeNews() -> AttributeConfig_5? {
        state.withLock { state in
            guard let news = state.news else { return nil }
            state.news = nil
            state.configuration = news
            return news
        }
    }

    /// The configuration is followed from now on.
    func follow(_ subscription: EventSubscriber.Subscription) {
        let isWanted = state.withLock { state in
            guard state.rootDevice != nil else { return false }
            state.following = subscription
            return true
        }
        if !isWanted { subscription.cancel() }
    }

    // MARK: Events for clients

    /// Whether such events of the root come.
    func isRelaying(_ kind: EventKind) -> Bool { state.withLock { $0.values[kind] != nil } }

    /// Such events of the root come from now on; of two subscriptions the first stays.
    func relay(_ kind: EventKind, _ subscription: EventSubscriber.Subscription) {
        let isFirst = state.withLock { state in
            guard state.values[kind] == nil, state.rootDevice != nil else { return false }
            state.values[kind] = Relay(subscription: subscription, since: .now)
            return true
        }
        if !isFirst { subscription.cancel() }
    }

    /// The kinds of events that have come for some time.
    func relays(before limit: ContinuousClock.Instant) -> [EventKind] {
        state.withLock { state in state.values.filter { $0.value.since < limit }.map(\.key) }
    }

    /// Nobody wants such events any more.
    func endRelay(_ kind: EventKind) {
        let ended = state.withLock { $0.values.removeValue(forKey: kind) }
        ended?.subscription.cancel()
    }
}
