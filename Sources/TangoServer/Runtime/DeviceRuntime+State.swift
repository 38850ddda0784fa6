import TangoIDL
import TangoTypes

extension DeviceRuntime {
    /// The answer for the attribute State or Status, inside the monitor.
    func readBuiltIn(_ attribute: AttributeRuntime, alreadyRead: [AttributeRuntime]) -> AttributeValue_5 {
        do {
            let data: AttrValUnion
            if attribute.kind == .state {
                data = .dev_state_att(try stateInside(alreadyRead: alreadyRead))
            } else {
                data = .string_att_value([try statusInside()])
            }
            return attribute.answer(
                AttributeSample(data: data, quality: .ATTR_VALID, time: .now, readShape: .scalar, setShape: .none))
        } catch {
            return AttributeValue_5(failed: attribute.name, with: failed(error, "reading \(attribute.name)"))
        }
    }

    /// The state that clients see, inside the monitor.
    ///
    /// - Parameter alreadyRead: Attributes that the same request has read, whose quality is fresh.
    func stateInside(alreadyRead: [AttributeRuntime] = []) throws -> DevState {
        let tables = alarmTables
        if tables.isForced, context.state != .FAULT { return .ALARM }
        return try body.state { self.computedState(tables.alarmed, alreadyRead: alreadyRead) }
    }

    /// Tango's rule: alarms of attributes turn ON into ALARM, and ALARM back into ON when they are gone.
    private func computedState(_ alarmed: [AttributeRuntime], alreadyRead: [AttributeRuntime]) -> DevState {
        let stored = context.stored
        guard stored.state == .ON || stored.state == .ALARM else { return stored.state }
        readAlarmed(alarmed.filter { candidate in !alreadyRead.contains { $0 === candidate } })
        let snapshots = attributes.filter { $0.kind == .ordinary }.map(\.snapshot)
        let inAlarm = snapshots.contains {
            !$0.findings.isEmpty || $0.quality == .ATTR_ALARM || $0.quality == .ATTR_WARNING
        }
        // Reading called code of the class, which may have set another state meanwhile.
        return context.setAlarmByAttributes(inAlarm)
    }

    /// Reads what decides about the state and was not read yet; an attribute that fails just has no quality.
    private func readAlarmed(_ attributes: [AttributeRuntime]) {
        let attributes = attributes.filter { !isPolled($0) && ($0.isAllowed?(.read) ?? true) }
        guard !attributes.isEmpty else { return }
        do { try body.readHardware(attributes.map(\.name)) } catch {
            for attribute in attributes { attribute.note(.ATTR_INVALID, []) }
            return
        }
        for attribute in attributes { _ = try? attribute.read() }
    }

    /// The status that clients see, inside the monitor.
    func statusInside() throws -> String {
        let tables = alarmTables
        if tables.isForced, context.state != .FAULT {
            return forcedAlarmStatus(tables.faulty) + tables.withoutRoot.joined()
        }
        return try body.status { self.wordedStatus }
    }

    /// What the device says, else the framework's words for the state as it was found last; in ALARM with a line for each
    /// attribute that has one.
    var wordedStatus: String {
        let state = context.state
        var status = context.status ?? "The device is in \(state) state."
        guard state == .ALARM else { return status }
        let ordinary = attributes.filter { $0.kind == .ordinary }.map(\.snapshot)
        for now in ordinary { status += now.findings.statusLines(label: now.configuration.text(.label)) }
        for now in ordinary {
            status += now.findings.statusLine(label: now.configuration.text(.label), quality: now.quality)
        }
        return status
    }

    private func forcedAlarmStatus(_ faulty: [AttributeRuntime]) -> String {
        var status = "The device is in ALARM state."
        let wrong = faulty.filter { $0.startupError != nil }
        if !wrong.isEmpty {
            status += "\nAttribute\(Self.listed(wrong)) wrong configuration"
            status += "\nTry accessing the faulty attribute(s) to get more information"
        }
        let failed = faulty.filter { $0.memorizedFailure != nil }
        if !failed.isEmpty {
            status += "\nMemorized attribute\(Self.listed(failed)) failed during device startup sequence"
        }
        return status
    }

    /// One or several names and the verb that goes with them.
    private static func listed(_ attributes: [AttributeRuntime]) -> String {
        let names = attributes.map(\.name).joined(separator: ", ")
        return attributes.count == 1 ? " \(names) has" : "s \(names) have"
    }

    // MARK: Outside

    /// The state, as command and CORBA attribute answer it.
    func currentState() throws -> DevState {
        readAlarmsAtRoots()
        return try exclusively {
            try body.alwaysExecuted()
            return try stateInside()
        }
    }

    /// The status, as command and CORBA attribute answer it.
    func currentStatus() throws -> String {
        readAlarmsAtRoots()
        return try exclusively {
            try body.alwaysExecuted()
            return try statusInside()
        }
    }
}
