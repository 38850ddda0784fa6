import Glibc
import TangoClient
import TangoIDL
import TangoTypes

/// `fwctl monitor`: prints events of any device as they come.
enum MonitorCommand: Subcommand {
    static let spec = CommandSpec(
        name: "monitor",
        summary: "prints events of Tango devices until it is interrupted; a restart of a server does not end it",
        positionals: [
            .init(
                name: "NAME",
                help: "an attribute (or pipe) of --device, or DEVICE/ATTRIBUTE; a device alone with --event interface\n"
                    + "(default: State)", isOptional: true, isRepeated: true)
        ],
        options: [
            .init(
                "event", "KIND",
                EventChoice.allCases.map(\.rawValue).joined(separator: ", ") + " (default change);\nmay be repeated"),
            .init("count", "N", "end after N events; the first is the present value"),
            .init("seconds", "S", "end after S seconds, with status 1 when --count is not reached by then"),
            .init("wait", nil, "wait for a server that does not answer yet instead of failing"),
        ] + DeviceAccess.options,
        examples: [
            "fwctl monitor sys/tg_test/1/double_scalar", "fwctl monitor State FramesArchived --device fw/p02/1 --json",
            "fwctl monitor sys/tg_test/1 --event interface", "fwctl monitor fw/p02/1/State --count 2 --seconds 60",
        ])

    /// The kinds of events by the names that are typed.
    private enum EventChoice: String, CaseIterable {
        case change, archive, periodic, user, alarm
        case configuration = "attr_conf"
        case dataReady = "data_ready"
        case interface
        case pipe

        var kind: EventKind {
            switch self {
            case .change: .change
            case .archive: .archive
            case .periodic: .periodic
            case .user: .user
            case .alarm: .alarm
            case .configuration: .configuration
            case .dataReady: .dataReady
            case .interface: .interfaceChange
            case .pipe: .pipe
            }
        }
    }

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let inbox = EventInbox()
        let choices = try arguments.texts("event").map { try Arguments.choice($0, option: "event") as EventChoice }
        let count = try arguments.number("count", in: 1...Int.max)
        let seconds = try arguments.number("seconds", in: 0.001...1e9)
        let deadline = seconds.map { ContinuousClock.now + .milliseconds(Int64($0 * 1000)) }
        var watch = Watch(
            choices: choices.isEmpty ? [.change] : choices, waits: arguments.flag("wait"), deadline: deadline,
            inbox: inbox, console: console)
        let groups = try DeviceAccess(arguments).groups(arguments.positionals)
        let subscriber = try EventSubscriber()
        defer { subscriber.close() }
        for group in groups {
            guard try watch.subscribe(group, subscriber) else { return .unreachable }
        }
        var rest = count ?? .max
        while rest > 0 {
            switch inbox.wait(until: deadline) {
            case .events(let events):
                for event in events.prefix(rest) { try watch.show(event) }
                rest -= min(rest, events.count)
            case .interrupted: return .success
            case .timeIsUp: return count == nil ? .success : .failure
            }
        }
        return .success
    }

    /// The subscriptions and what is known of their attributes.
    private struct Watch {
        let choices: [EventChoice]
        let waits: Bool
        let deadline: ContinuousClock.Instant?
        let inbox: EventInbox
        let console: Console
        private var subscriptions: [EventSubscriber.Subscription] = []
        private var configurations: [String: AttributeConfig_5] = [:]

        init(
            choices: [EventChoice], waits: Bool, deadline: ContinuousClock.Instant?, inbox: EventInbox,
            console: Console
        ) {
            (self.choices, self.waits, self.deadline) = (choices, waits, deadline)
            (self.inbox, self.console) = (inbox, console)
        }

        /// False when the wait for the server was interrupted or too long.
        mutating func subscribe(_ group: DeviceAccess.Group, _ subscriber: EventSubscriber) throws -> Bool {
            var isFirst = true
            while true {
                do {
                    try connect(group, subscriber)
                    return true
                } catch let error as DevFailed where waits && error.exitStatus == .unreachable {
                    if isFirst { console.note("\(error.text); waiting for it") }
                    isFirst = false
                }
                let second = ContinuousClock.now + .seconds(1)
                if inbox.pause(until: deadline.map { min($0, second) } ?? second) { return false }
                if let deadline, deadline <= .now { return false }
            }
        }

        private mutating func connect(_ group: DeviceAccess.Group, _ subscriber: EventSubscriber) throws {
            let device = group.device
            let names = group.names.isEmpty ? ["State"] : group.names
            // A pipe has no such thing, and the subscription itself tells what does not exist.
            for configuration in (try? device.attributeConfiguration(names)) ?? [] {
                configurations["\(device.name)/\(configuration.name)".lowercased()] = configuration
            }
            let inbox = inbox
            var made: [EventSubscriber.Subscription] = []
            for choice in choices {
                for name in choice == .interface ? [""] : names {
                    made.append(try subscribe(name, choice, device, subscriber) { inbox.put($0) })
                }
            }
            subscriptions += made
        }

        private func subscribe(
            _ name: String, _ choice: EventChoice, _ device: DeviceProxy, _ subscriber: EventSubscriber,
            _ handler: @escaping @Sendable (DeviceEvent) -> Void
        ) throws -> EventSubscriber.Subscription {
            do {
                return try subscriber.subscribe(to: device, name, choice.kind, handler: handler)
            } catch let error as DevFailed {
                guard error.errors.contains(where: { $0.reason == "API_AttributePollingNotStarted" }) else {
                    throw error
                }
                let command = DeviceAccess.name(of: "AddObjPolling", in: try device.adminDevice().name)
                throw CommandError(
                    "\(error.text): the device sends this event only while the attribute is polled, as after\n"
                        + "  fwctl command '\(command)' --numbers 1000 \(device.address.device) attribute \(name)")
            }
        }

        func show(_ event: DeviceEvent) throws {
            let name = choices.first { $0.kind == event.kind }?.rawValue ?? event.kind.rawValue
            let configuration = configurations["\(event.device)/\(event.attribute)".lowercased()]
            try console.line(EventReport(event, name: name, configuration)) { $0.text }
        }
    }
}
