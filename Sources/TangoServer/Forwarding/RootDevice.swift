import Log
import Synchronization
import TangoClient
import TangoIDL
import TangoTypes

/// A device of which attributes are forwarded: the connection to it, and the thread that finds it and finds it again.
///
/// **Isolation**: any thread; whoever asks the device waits for it at most as long as ``timeLimit``.
final class RootDevice: Sendable {
    /// The device as a client sees it.
    let proxy: DeviceProxy
    private let subscriber: EventSubscriber
    private let threads: RootThreads
    /// Its admin device; nil before it was found.
    private let admin = Mutex<String?>(nil)
    private let members = Mutex<[ForwardedAttribute]>([])
    private let thread = Mutex<ServiceThread?>(nil)
    private let silentSince = Mutex<ContinuousClock.Instant?>(nil)

    /// Less than the three seconds that clients wait: they shall get the other attributes of their request.
    static let timeLimit: Duration = .milliseconds(2500)
    /// Between two attempts to find a root.
    private static let retry: Duration = .seconds(2)
    /// Between two looks for subscriptions that nobody needs any more.
    private static let housekeeping: Duration = .seconds(60)

    init(_ name: String, context: ClientContext, subscriber: EventSubscriber, threads: RootThreads) throws {
        proxy = try DeviceProxy(name, context: context, timeLimit: Self.timeLimit)
        (self.subscriber, self.threads) = (subscriber, threads)
    }

    /// Whether it let somebody wait in vain a moment ago.
    var isSilent: Bool { silentSince.withLock { $0.map { .now - $0 < .seconds(10) } ?? false } }

    /// Notes whether it let somebody wait in vain.
    func note(isSilent: Bool) { silentSince.withLock { $0 = isSilent ? .now : nil } }

    /// Ends its thread; what it just waits for ends by itself.
    func stop() {
        // Members first: an event that comes now must not start the thread again.
        let all = members.withLock { members in
            defer { members = [] }
            return members
        }
        thread.withLock { thread in
            thread?.askToStop()
            thread = nil
        }
        for member in all { member.detach() }
    }

    // MARK: Members

    /// Begins to look for the root of an attribute.
    func add(_ attribute: ForwardedAttribute) {
        members.withLock { $0.append(attribute) }
        attribute.device.map(list)
        wake()
    }

    /// Lists it, and its admin device when it has been found, among the devices that another one works with.
    func list(for device: DeviceRuntime) {
        let names = [proxy.name, admin.withLock { $0 }].compactMap { $0 }
        device.server.subDevices.withLock { known in
            for name in names { known.add(name, of: device.name) }
        }
    }

    /// Ends everything about an attribute; tells whether any is left.
    func remove(_ attribute: ForwardedAttribute) -> Bool {
        attribute.detach()
        return members.withLock { members in
            members.removeAll { $0 === attribute }
            return !members.isEmpty
        }
    }

    /// Looks for roots that are missing at once.
    func wake() {
        guard members.withLock({ !$0.isEmpty }) else { return }
        thread.withLock { thread in
            if let thread { return thread.wake() }
            // When the system gives no thread, the next request asks for one again.
            thread = try? threads.start { [weak self] thread in
                while let self, !thread.isStopping {
                    let isIncomplete = round(thread)
                    guard thread.wait(until: .now + (isIncomplete ? Self.retry : Self.housekeeping)) else { return }
                }
            }
        }
    }

    // MARK: The thread

    /// Does what is to be done; tells whether something has to be tried again soon.
    private func round(_ thread: ServiceThread) -> Bool {
        var isAway = false
        var isIncomplete = false
        for attribute in members.withLock({ $0 }) where !thread.isStopping {
            if !attribute.isFollowing {
                if isAway { tell(attribute, .notStarted) } else { find(attribute) }
                isAway = attribute.fault == .notStarted
            }
            if let news = attribute.takeNews() { install(news, attribute) }
            attribute.wasTried()
            isIncomplete = isIncomplete || attribute.fault != nil
            if attribute.isFollowing { isIncomplete = !adjustRelays(attribute) || isIncomplete }
        }
        return isIncomplete
    }

    private func find(_ attribute: ForwardedAttribute) {
        guard let root = attribute.root else { return }
        do {
            guard try proxy.interfaceLevel >= 5 else { return tell(attribute, .tooOld) }
            let subscription = try subscriber.subscribe(to: proxy, root.attribute, .configuration) {
                [weak self, weak attribute] event in
                guard case .configuration(let configuration) = event.content, let attribute else { return }
                attribute.receive(configuration)
                self?.wake()
            }
            guard let news = attribute.takeNews() else {
                subscription.cancel()
                return tell(attribute, .notStarted)
            }
            attribute.follow(subscription)
            noteAdmin()
            attribute.device.map(list)
            install(news, attribute)
        } catch {
            tell(attribute, RootFault(error as? DevFailed ?? DevFailed(.standardException, "\(error)")))
        }
    }

    private func noteAdmin() {
        guard let found = try? proxy.adminDevice().name else { return }
        admin.withLock { $0 = found }
    }

    private func install(_ configuration: AttributeConfig_5, _ attribute: ForwardedAttribute) {
        guard let device = attribute.device else { return }
        tell(attribute, device.install(configuration, for: attribute))
    }

    /// Notes a fault, or that there is none any more.
    private func tell(_ attribute: ForwardedAttribute, _ fault: RootFault?) {
        guard attribute.note(fault), let device = attribute.device else { return }
        if let lines = attribute.statusLines {
            device.context.logger.warn(String(lines.dropFirst()))
        } else {
            device.context.logger.info("\(device.name)/\(attribute.name) has found \(attribute.rootText)")
        }
        device.refreshAlarms()
    }

    /// Ends what no client wants any more, and begins anew what clients want of a device that was restarted; false when it
    /// has to be tried again.
    private func adjustRelays(_ attribute: ForwardedAttribute) -> Bool {
        guard let device = attribute.device, let events = device.server.events,
            let local = device.attribute(named: attribute.name)
        else { return true }
        for kind in attribute.relays(before: .now - Self.housekeeping)
        where !events.hasListeners(device, local, kind) {
            attribute.endRelay(kind)
        }
        let wanted = EventKind.allCases.filter { $0.isRelayed && !attribute.isRelaying($0) }
        var isComplete = true
        for kind in wanted where events.hasListeners(device, local, kind) {
            do { try relay(kind, of: attribute) } catch { isComplete = false }
        }
        return isComplete
    }

    // MARK: Events

    /// Has the root send events of a kind, if it does not yet.
    ///
    /// **Throws**: what the root says against it, or that it cannot be reached.
    func relay(_ kind: EventKind, of attribute: ForwardedAttribute) throws {
        guard kind.isRelayed, let root = attribute.root, !attribute.isRelaying(kind) else { return }
        let subscription = try subscriber.subscribe(to: proxy, root.attribute, kind) { [weak attribute] event in
            attribute?.relay(event)
        }
        attribute.relay(kind, subscription)
    }
}

extension ForwardedAttribute {
    /// Passes an event of the root on to the clients of this server.
    fileprivate func relay(_ event: DeviceEvent) {
        guard let device, let events = device.server.events, let local = device.attribute(named: name),
            local.forwarded === self
        else { return }
        switch event.content {
        case .value(let reading):
            events.relay(event.kind, device, local, .value(reading.raw.ofForwarded(name)))
        case .error(let error): events.relay(event.kind, device, local, .error(error.errors))
        case .dataReady(let content): events.pushDataReady(device, local, counter: content.ctr)
        case .configuration, .interface, .pipe: break
        }
    }
}

extension EventKind {
    /// Whether such events of a forwarded attribute are the root's; its configuration is followed in any case.
    fileprivate var isRelayed: Bool { carriesValue || self == .dataReady }
}

extension AttributeValue_5 {
    /// A value of the root under the name of the forwarded attribute. The state of a device, which travels in a form of its
    /// own, becomes an ordinary one.
    func ofForwarded(_ name: String) -> AttributeValue_5 {
        var value = self
        value.name = name
        if case .dev_state_att(let state) = self.value { value.value = .state_att_value([state]) }
        return value
    }
}
