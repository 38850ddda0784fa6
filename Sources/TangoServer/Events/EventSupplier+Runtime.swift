import Glibc
import Log
import Synchronization
import TangoIDL
import TangoTypes

// The devices of a server, as the event system sees them.

extension DeviceRuntime: EventDevice {
    var interfaceLevel: Int { server.level.rawValue }

    func eventAttribute(_ name: String) -> (any EventAttribute)? { attribute(named: name) }

    func isPolled(_ attribute: any EventAttribute) -> Bool {
        guard let attribute = attribute as? AttributeRuntime else { return false }
        return isPolled(attribute)
    }

    func hasPipe(_ name: String) -> Bool { pipes[name] != nil }

    var interfaceDescription: InterfaceDescription {
        InterfaceDescription(
            commands: commands.map { $0.definition.info2 },
            attributes: attributes.map(\.configuration.config5))
    }
}

extension DeviceRuntime {
    func relay(_ kind: EventKind, of attribute: any EventAttribute) throws(DevFailed) {
        guard let link = (attribute as? AttributeRuntime)?.forwarded else { return }
        do { try link.rootDevice?.relay(kind, of: link) } catch {
            throw failed(error, "subscribing to \(link.rootText)")
        }
    }
}

extension AttributeRuntime: EventAttribute {
    var elementType: TangoType { definition.type }

    var pushedEvents: PushedEventFacts {
        var facts = PushedEventFacts()
        facts.change = pushed.contains(.change) || pushed.contains(.detectChange)
        facts.changeIsChecked = pushed.contains(.detectChange)
        facts.archive = !pushed.isDisjoint(with: [.archive, .detectArchive, .archiveAsConfigured])
        facts.archiveIsChecked =
            pushed.contains(.detectArchive)
            || pushed.contains(.archiveAsConfigured) && eventCriteria.hasArchiveCriteria
        facts.alarm = pushed.contains(.alarm)
        facts.dataReady = pushed.contains(.dataReady)
        return facts
    }
}

extension ServerContext: EventDirectory {
    func eventDevice(_ name: String) -> (any EventDevice)? { device(called: AdminDevice.bareName(name)) }
}

extension EventSupplier: EventOutlet {
    func hasListeners(_ device: DeviceRuntime, _ attribute: AttributeRuntime, _ kinds: EventSink.Kinds) -> Bool {
        guard let events = events(of: device, attribute) else { return false }
        let now = ContinuousClock.now
        return events.state.withLock { state in
            EventSink.Kinds.all.contains { kinds.contains($0) && state.hasListeners($1, at: now) }
                || kinds.contains(.change) && state.hasListeners(.alarm, at: now)
        }
    }

    func push(
        _ kinds: EventSink.Kinds, _ device: DeviceRuntime, _ attribute: AttributeRuntime, _ content: EventContent
    ) {
        guard let events = events(of: device, attribute) else { return }
        let now = ContinuousClock.now
        let facts = attribute.pushedEvents
        events.state.withLock { state in
            for (bit, kind) in EventSink.Kinds.all where kinds.contains(bit) {
                let isChecked = kind == .change ? facts.changeIsChecked : kind == .archive && facts.archiveIsChecked
                push(kind, &state, attribute, facts, content, at: now, isChecked: isChecked)
            }
        }
    }

    func relay(_ kind: EventKind, _ device: DeviceRuntime, _ attribute: AttributeRuntime, _ content: EventContent) {
        relay(kind, device as any EventDevice, attribute, content)
    }

    func pushDataReady(_ device: DeviceRuntime, _ attribute: AttributeRuntime, counter: Int32) {
        pushDataReady(device as any EventDevice, attribute, counter: counter)
    }

    func pushPipe(_ device: DeviceRuntime, _ data: DevPipeData) { pushPipe(device as any EventDevice, data) }

    func pushPipe(_ device: DeviceRuntime, _ name: String, error: DevFailed) {
        pushPipe(device as any EventDevice, name, error: error)
    }

    func configurationChanged(_ device: DeviceRuntime, _ attribute: AttributeRuntime) {
        pushConfiguration(device, attribute)
    }

    func interfaceWillChange(_ device: DeviceRuntime) {
        let name = device.name
        interfaceWillChange(device) { [weak server = device.server] in server?.device(named: name) }
    }
}

extension EventSink.Kinds {
    /// The bits and what they mean.
    static let all: [(EventSink.Kinds, EventKind)] = [
        (.change, .change), (.archive, .archive), (.user, .user), (.alarm, .alarm),
    ]
}

extension EventSupplier {
    /// Opens the event system of a server that clients reach at `port`.
    ///
    /// **Throws**: ``StartFailure`` when no port is free.
    static func open(for context: ServerContext, port: String) throws -> EventSupplier {
        let free = try context.properties.freeProperties(
            "CtrlSystem",
            [
                "DSEventBufferHwm", "EventBufferHwm", "AutoAlarmOnChangeEvent", "MulticastEvent", "MulticastRate",
                "MulticastIvl",
            ])
        let multicast = MulticastSettings(free)
        if multicast.isWrong || !multicast.events.isEmpty {
            context.log.warn("the events that the property MulticastEvent of CtrlSystem names are sent by TCP")
        }
        func number(_ name: String) -> Int32? { free[name.lowercased()]?.first.flatMap { Int32($0) } }
        let environment = getenv("TANGO_DS_EVENT_BUFFER_HWM").flatMap { Int32(String(cString: $0)) }
        let database = context.properties.databaseAddress
        var settings = Settings(
            names: EventNames(
                host: database?.host ?? context.hostName, port: database.map { String($0.port) } ?? port,
                adminName: context.adminName, usesDatabase: database != nil),
            addresses: EventAddresses(endPointHost: context.options.endPoint?.host),
            libraryRelease: context.level.release, logger: context.log)
        settings.sendHighWaterMark = environment ?? number("DSEventBufferHwm") ?? 1000
        settings.clientHighWaterMark = number("EventBufferHwm") ?? 1000
        settings.multicast = multicast
        settings.makesAlarmFromChange = free["autoalarmonchangeevent"]?.first?.lowercased() != "false"
        do { return try EventSupplier(settings) } catch let error as DevFailed { throw error } catch {
            throw StartFailure("Events cannot be sent: \(error)")
        }
    }
}
