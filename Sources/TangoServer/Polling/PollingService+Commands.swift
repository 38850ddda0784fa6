import Synchronization
import TangoIDL
import TangoTypes

// The polling commands of the admin device.
extension PollingService {
    /// `AddObjPolling`.
    ///
    /// **Throws**: `API_WrongNumberOfArgs`, `API_DeviceNotFound`, `API_AttrNotFound`, `API_CommandNotFound`,
    /// `API_IncompatibleCmdArgumentType`, `API_AlreadyPolled`, `API_NotSupported`, `API_NotSupportedFeature`,
    /// `API_MethodArgument`.
    func addObject(_ argument: DevVarLongStringArray) throws {
        let request = try Request(argument, needsPeriod: true, origin: "DServer::add_obj_polling")
        let device = try find(request.device, origin: request.origin)
        let changed = try changing.withLock { _ throws(DevFailed) in
            try server.locks.checkAdministration(device.name, origin: request.origin)
            let (kind, name) = try checkedObject(request, of: device)
            if isPolled(device, kind, name) {
                throw DevFailed(
                    .alreadyPolled, "\(kind.capitalized) \(name.lowercased()) already polled", origin: request.origin)
            }
            try check(period: request.period, kind, name, of: device, request)
            try begin(kind, name, period: request.period, of: device)
            return note(device, kind, name, period: request.period)
        }
        try store(changed, of: device)
    }

    /// `UpdObjPollingPeriod`.
    ///
    /// **Throws**: as ``addObject(_:)``, `API_DeviceNotPolled`, `API_PollObjNotFound`.
    func updatePeriod(_ argument: DevVarLongStringArray) throws {
        let request = try Request(argument, needsPeriod: true, origin: "DServer::upd_obj_polling_period")
        let device = try find(request.device, origin: request.origin)
        let changed = try changing.withLock { _ throws(DevFailed) in
            let (kind, name) = try polledObject(request, of: device)
            try server.locks.checkAdministration(device.name, origin: request.origin)
            try check(period: request.period, kind, name, of: device, request)
            try setPeriod(request.period, kind, name, of: device)
            return note(device, kind, name, period: request.period)
        }
        try store(changed, of: device)
    }

    private func setPeriod(_ period: Int, _ kind: PolledKind, _ name: String, of device: DeviceRuntime)
        throws(DevFailed)
    {
        let thread = try thread(of: device.name)
        update(device) { $0.setPeriod(period, kind, name) }
        let now = ContinuousClock.now
        thread?.update { schedule in
            schedule.remove(kind, name, of: device.name)
            if period > 0 { schedule.add(kind, name, of: device.name, period: period, at: now) }
        }
    }

    /// `RemObjPolling`.
    ///
    /// **Throws**: as ``updatePeriod(_:)``.
    func removeObject(_ arguments: [String]) throws {
        let argument = DevVarLongStringArray(lvalue: [], svalue: arguments)
        let request = try Request(argument, needsPeriod: false, origin: "DServer::rem_obj_polling")
        let device = try find(request.device, origin: request.origin)
        let changed = try changing.withLock { _ throws(DevFailed) in
            let (kind, name) = try polledObject(request, of: device)
            try server.locks.checkAdministration(device.name, origin: request.origin)
            end(kind, name, of: device)
            return note(device, kind, name, period: nil)
        }
        try store(changed, of: device)
    }

    /// `DevPollStatus`.
    func status(of name: String) throws -> [String] {
        let device = try find(name, origin: nil)
        let groupsAttributes = groupsAttributes
        return polled(device.name) { $0.status(at: .now, groupsAttributes: groupsAttributes) } ?? []
    }

    // MARK: - From the class's own code

    /// Polls an object of a device, or polls it with another period.
    ///
    /// **Throws**: `API_AttrNotFound`, `API_CommandNotFound`, `API_IncompatibleCmdArgumentType`, `API_NotSupported`,
    /// `API_MethodArgument`, `API_DatabaseAccess`.
    func poll(_ wanted: PolledKind, _ name: String, of device: DeviceRuntime, period: Int) throws {
        let argument = DevVarLongStringArray(
            lvalue: [Int32(clamping: period)], svalue: [device.name, wanted.rawValue, name])
        let request = try Request(argument, needsPeriod: true, origin: "PollingSink.start")
        let changed = try changing.withLock { _ throws(DevFailed) in
            let (kind, name) = try checkedObject(request, of: device)
            try check(period: request.period, kind, name, of: device, request)
            if isPolled(device, kind, name) {
                try setPeriod(request.period, kind, name, of: device)
            } else {
                try begin(kind, name, period: request.period, of: device)
            }
            return note(device, kind, name, period: request.period)
        }
        try store(changed, of: device)
    }

    /// Ends polling of an object of a device.
    ///
    /// **Throws**: `API_DatabaseAccess`.
    func endPolling(_ kind: PolledKind, _ name: String, of device: DeviceRuntime) throws {
        let changed: [PolledKind]? = changing.withLock { _ in
            guard isPolled(device, kind, name), let name = device.pollableName(kind, name) else { return nil }
            end(kind, name, of: device)
            return note(device, kind, name, period: nil)
        }
        if let changed { try store(changed, of: device) }
    }

    // MARK: - Beginning and ending

    /// Begins to poll an object.
    ///
    /// **Throws**: as ``ServiceThread/init(name:_:)``; nothing is polled then.
    func begin(_ kind: PolledKind, _ name: String, period: Int, of device: DeviceRuntime) throws(DevFailed) {
        let thread = try thread(of: device.name)
        let isFirst = polled(device.name, \.isEmpty) ?? true
        update(device) { $0.add(kind, name, period: period) }
        let now = ContinuousClock.now
        // The first reading comes at once: who asks for polling wants to see a value.
        thread?.update { schedule in
            if period > 0 { schedule.add(kind, name, of: device.name, period: period, at: now, first: now) }
        }
        if isFirst { runThread(ofOnly: device) }
    }

    /// Ends polling of an object and tells the listeners of its events.
    func end(_ kind: PolledKind, _ name: String, of device: DeviceRuntime) {
        // Without a thread nothing is scheduled.
        (try? thread(of: device.name))?.update { $0.remove(kind, name, of: device.name) }
        update(device) { $0.remove(kind, name) }
        guard kind == .attribute, let attribute = device.attribute(named: name) else { return }
        (server.events as? EventSupplier)?.pushPollingRemoved(device, attribute)
    }

    /// Notes a change that is to be kept.
    ///
    /// - Returns: Of which kinds the properties change with it.
    private func note(_ device: DeviceRuntime, _ kind: PolledKind, _ name: String, period: Int?) -> [PolledKind] {
        let isWished = device.pollingWishes.contains { $0.kind == kind && $0.name == name }
        update(device) { polled in
            polled.settings.dropUnknown(kind) { device.pollableName(kind, $0) != nil }
            polled.settings.setPeriod(period, kind, name)
            polled.settings.setNonAutomatic(period == nil && isWished, kind, name)
        }
        return period == nil && Self.isBuiltIn(name) ? PolledKind.allCases : [kind]
    }

    /// Keeps a change in the properties of the device.
    ///
    /// **Throws**: `API_DatabaseAccess`; the change is in force all the same, and the next one that can be kept keeps it,
    /// too.
    private func store(_ kinds: [PolledKind], of device: DeviceRuntime) throws {
        do {
            try store(device, kinds)
            try storePool()
        } catch {
            throw device.failed(error, "keeping the polling of \(device.name)").appending(
                .databaseAccess,
                "The polling of \(device.name) was changed, but the change is not kept: the next start will not know it"
            )
        }
    }

    // MARK: - Checks

    /// What a client asks for.
    private struct Request {
        var device: String
        var kindText: String
        var name: String
        var period: Int
        var origin: String

        init(_ argument: DevVarLongStringArray, needsPeriod: Bool, origin: String) throws(DevFailed) {
            guard argument.svalue.count == 3, argument.lvalue.count == (needsPeriod ? 1 : 0) else {
                throw DevFailed(.wrongNumberOfArguments, "Incorrect number of inout arguments", origin: origin)
            }
            device = argument.svalue[0]
            kindText = argument.svalue[1]
            name = argument.svalue[2]
            period = Int(argument.lvalue.first ?? 0)
            self.origin = origin
        }
    }

    private func find(_ name: String, origin: String?) throws(DevFailed) -> DeviceRuntime {
        if let device = server.device(called: AdminDevice.bareName(name)) { return device }
        let error = DevFailed(.deviceNotFound, "Device \(name) not found", origin: "Util::get_device_by_name()")
        throw origin.map { error.appending(.deviceNotFound, "Device \(name) not found", origin: $0) } ?? error
    }

    private func kind(_ request: Request) throws(DevFailed) -> PolledKind {
        guard let kind = PolledKind(request.kindText) else {
            throw DevFailed(.notSupported, "Object type \(request.kindText) not supported", origin: request.origin)
        }
        // State and Status are polled as attributes, however clients call them.
        return Self.isBuiltIn(request.name) ? .attribute : kind
    }

    private func checkedObject(
        _ request: Request, of device: DeviceRuntime
    ) throws(DevFailed) -> (PolledKind, String) {
        let kind = try kind(request)
        switch kind {
        case .attribute:
            guard let attribute = device.attribute(named: request.name) else {
                throw DevFailed(
                    .attributeNotFound, "\(request.name) attribute not found",
                    origin: "MultiAttribute::get_attr_by_name")
            }
            if let root = attribute.definition.rootName {
                throw DevFailed(
                    .notSupportedFeature,
                    "Attribute \(request.name.lowercased()) is a forwarded attribute.\n"
                        + "It's not supported to poll a forwarded attribute.\n"
                        + "Polling has to be done on the root attribute (\(root))", origin: request.origin)
            }
            return (kind, attribute.name)
        case .command:
            return (kind, try checkedCommand(request, of: device))
        }
    }

    private func checkedCommand(_ request: Request, of device: DeviceRuntime) throws(DevFailed) -> String {
        if request.name.lowercased() == "init" {
            throw DevFailed(.notSupported, "It's not possible to poll the Init command!", origin: request.origin)
        }
        guard let command = device.command(named: request.name) else {
            throw DevFailed(
                .commandNotFound, "Command \(request.name) not found", origin: "DeviceImpl::check_command_exists")
        }
        guard command.definition.inputType == .void else {
            throw .commandNeedsInput(request.name)
        }
        return command.definition.name
    }

    private func polledObject(
        _ request: Request, of device: DeviceRuntime
    ) throws(DevFailed) -> (PolledKind, String) {
        if polled(device.name, { $0.isEmpty }) ?? true {
            throw DevFailed(.deviceNotPolled, "Device \(device.name) is not polled", origin: request.origin)
        }
        let kind = try kind(request)
        guard isPolled(device, kind, request.name), let name = device.pollableName(kind, request.name) else {
            throw DevFailed(
                .polledObjectNotFound, "\(request.name.lowercased()) not found in list of polled object",
                origin: "DeviceImpl::get_polled_obj_by_type_name")
        }
        return (kind, name)
    }

    private func isPolled(_ device: DeviceRuntime, _ kind: PolledKind, _ name: String) -> Bool {
        polled(device.name) { $0.contains(kind, name) } ?? false
    }

    private func check(
        period: Int, _ kind: PolledKind, _ name: String, of device: DeviceRuntime, _ request: Request
    ) throws(DevFailed) {
        let settings = polled(device.name, \.settings) ?? PollingSettings([:], device: device.name) { _ in }
        try settings.check(kind, name, period: period, origin: request.origin)
    }
}
