import Synchronization
import TangoIDL
import TangoTypes

// What the polling threads do.
extension PollingService {
    /// The same as ``execute(_:)``, but leaves a device alone that is being made anew.
    func executeDue(_ work: PollingSchedule.Work) {
        guard let device = server.device(named: work.device), device.isUp.load(ordering: .acquiring) else { return }
        execute(work, isDue: true)
    }

    /// Reads attributes or executes a command, keeps the results and makes events of them.
    ///
    /// - Parameter isDue: The time for it has come, nobody asked for it: a buffer that code fills meanwhile is left alone.
    func execute(_ work: PollingSchedule.Work, isDue: Bool = false) {
        guard let device = server.device(named: work.device) else { return }
        switch work.kind {
        case .attribute: readAttributes(work.names, of: device, isDue)
        case .command: for name in work.names { execute(name, of: device, isDue) }
        }
    }

    private func readAttributes(_ names: [String], of device: DeviceRuntime, _ isDue: Bool) {
        device.blackBox.note(.read("read_attributes_5", names.map { $0.lowercased() }, .DEV), .polling)
        let start = ContinuousClock.now
        let answers: [Result<AttributeValue_5, DevFailed>]
        do {
            if names.contains(where: Self.isBuiltIn) { device.readAlarmsAtRootsForPolling() }
            answers = try device.readAttributes(names).map { value in
                value.err_list.isEmpty ? .success(value) : .failure(DevFailed(errors: value.err_list))
            }
        } catch {
            let failure = device.failed(error, "polling \(device.name)")
            answers = names.map { _ in .failure(failure) }
        }
        let duration = ContinuousClock.now - start
        // What a device answers that was taken down meanwhile does not concern the one that took its place.
        guard !device.isDown.load(ordering: .acquiring) else { return }
        for (name, answer) in zip(names, answers) {
            record(answer, of: name, device, duration: duration, isDue: isDue)
        }
    }

    /// Keeps a result and makes the events that it is worth.
    ///
    /// - Parameter duration: How long the reading took, nil when code gives the result.
    func record(
        _ answer: Result<AttributeValue_5, DevFailed>, of name: String, _ device: DeviceRuntime, duration: Duration?,
        isDue: Bool = false
    ) {
        let time = (try? answer.get())?.time ?? .now
        let record = PollingRecord(instant: .now, time: time, result: answer, isGiven: duration == nil)
        let key = name.lowercased()
        var isKept = true
        update(device) { polled in
            isKept = !isDue || polled.attributes[key]?.isFilledByCode == false
            guard isKept else { return }
            polled.attributes[key]?.record(record, duration: duration ?? .zero)
        }
        guard isKept, let supplier = server.events as? EventSupplier, let attribute = device.attribute(named: name)
        else {
            return
        }
        switch answer {
        case .success(let value): supplier.pushPolled(device, attribute, .value(value))
        case .failure(let failure): supplier.pushPolled(device, attribute, .error(failure.errors))
        }
    }

    private func execute(_ name: String, of device: DeviceRuntime, _ isDue: Bool) {
        // By the oldest operation and the name of the polling list, as in the reference.
        let asked = name.lowercased()
        device.blackBox.note(.command("command_inout", asked, .DEV), .polling)
        let start = ContinuousClock.now
        let answer: Result<CORBAAny, DevFailed>
        do { answer = .success(try device.execute(asked, .null)) } catch {
            answer = .failure(device.failed(error, "polling \(device.name)"))
        }
        let now = ContinuousClock.now
        guard !device.isDown.load(ordering: .acquiring) else { return }
        record(
            PollingRecord(instant: now, time: .now, result: answer), ofCommand: name, device, duration: now - start,
            isDue: isDue)
    }

    /// Keeps the result of a command.
    func record(
        _ record: PollingRecord<CORBAAny>, ofCommand name: String, _ device: DeviceRuntime, duration: Duration,
        isDue: Bool = false
    ) {
        let key = name.lowercased()
        update(device) { polled in
            guard !isDue || polled.commands[key]?.isFilledByCode == false else { return }
            polled.commands[key]?.record(record, duration: duration)
        }
    }
}

extension DeviceRuntime {
    /// What the class wants to be polled.
    var pollingWishes: [(kind: PolledKind, name: String, period: Int)] {
        let ofAttributes = attributes.compactMap { attribute in
            attribute.polling.map { (PolledKind.attribute, attribute.name, $0.wholeMilliseconds) }
        }
        let ofCommands = commands.compactMap { command in
            command.polling.map { (PolledKind.command, command.definition.name, $0.wholeMilliseconds) }
        }
        return (ofAttributes + ofCommands).filter { $0.2 >= PollingSettings.absoluteMinimum }
            .map { (kind: $0.0, name: $0.1, period: $0.2) }
    }

    /// The original spelling of something that can be polled; nil if it does not exist or needs an argument.
    func pollableName(_ kind: PolledKind, _ name: String) -> String? {
        switch kind {
        case .attribute: return attribute(named: name).flatMap { $0.forwarded == nil ? $0.name : nil }
        case .command:
            guard let command = command(named: name), command.definition.inputType == .void else { return nil }
            return command.definition.name
        }
    }
}
