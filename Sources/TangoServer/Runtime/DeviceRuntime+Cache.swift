import TangoIDL
import TangoTypes

/// What comes from the polling buffers instead of the device.
extension DeviceRuntime {
    /// A command's buffered result; nil when the device has to be asked.
    ///
    /// - Parameter only: The client wants the buffer or an error.
    func cachedCommand(_ name: String, only: Bool) throws(DevFailed) -> CORBAAny? {
        guard let command = command(named: name) else {
            if only { throw .noSuchCommand(name) }
            return nil
        }
        guard command.definition.inputType == .void else {
            if only { throw .commandNeedsInput(name) }
            return nil
        }
        guard let polling = server.polling else {
            if only { throw .commandNotPolled(name) }
            return nil
        }
        do { return try polling.cached(self, command: command) } catch {
            if only || !error.meansAskDevice { throw error.ofBuffer(askedBy: "Device_2Impl::command_inout") }
            return nil
        }
    }

    /// Reads attributes from the buffers, from the device where the client allows it, and from other devices what is
    /// forwarded.
    func readAttributes(_ names: [String], _ source: DevSource) throws -> [AttributeValue_5] {
        guard isForwarding else { return try readOwn(names, source) }
        return try readWithRoots(expanded(names), source)
    }

    /// Reads attributes that are the device's own.
    func readOwn(_ names: [String], _ source: DevSource) throws -> [AttributeValue_5] {
        guard source != .DEV else { return try readAttributes(names) }
        guard let polling = server.polling else {
            guard source == .CACHE else { return try readAttributes(names) }
            return expanded(names).map { AttributeValue_5(failed: $0, with: notPolled($0)) }
        }
        let names = expanded(names)
        var answers = names.map { cached($0, source, polling) }
        let missing = names.indices.filter { answers[$0] == nil }
        if !missing.isEmpty {
            for (index, answer) in zip(missing, try readAttributes(missing.map { names[$0] })) {
                answers[index] = answer
            }
        }
        return answers.compactMap { $0 }
    }

    /// One attribute from its buffer; nil when the device has to be asked.
    private func cached(_ name: String, _ source: DevSource, _ polling: any PollingOutlet) -> AttributeValue_5? {
        guard let attribute = attribute(named: name) else {
            return source == .CACHE ? AttributeValue_5(failed: name, with: .noAttribute(name)) : nil
        }
        do throws(DevFailed) { return try polling.cached(self, attribute: attribute) } catch {
            if source == .CACHE_DEV, error.meansAskDevice { return nil }
            let error = error.ofBuffer(askedBy: "Device_3Impl::read_attributes_from_cache")
            return AttributeValue_5(failed: attribute.name, with: error)
        }
    }

    /// The names that a request means.
    func expanded(_ names: [String]) -> [String] {
        guard names.count == 1, names[0] == Self.allAttributes else { return names }
        return attributes.map(\.name)
    }

    private func notPolled(_ name: String) -> DevFailed {
        attribute(named: name) == nil ? .noAttribute(name) : .attributeNotPolled(name)
    }
}

extension DevFailed {
    /// The server does not read the attribute by itself.
    static func attributeNotPolled(_ name: String) -> DevFailed {
        DevFailed(.attributeNotPolled, "Attribute \(name) not polled", origin: "PollingOutlet")
    }

    /// The server does not run the command by itself.
    static func commandNotPolled(_ name: String) -> DevFailed {
        DevFailed(.commandNotPolled, "Command \(name) not polled", origin: "PollingOutlet")
    }

    /// A buffer can only hold results of commands that always do the same.
    static func commandNeedsInput(_ name: String) -> DevFailed {
        DevFailed(
            .incompatibleCommandArgument,
            "Command \(name.lowercased()) cannot be polled because it needs input value",
            origin: "DeviceImpl::check_command_exists")
    }

    /// Nobody has such a command, as those say it who look it up before they ask the device.
    static func noSuchCommand(_ name: String) -> DevFailed {
        DevFailed(
            .commandNotFound, "Command \(name.lowercased()) not found", origin: "DeviceImpl::check_command_exists")
    }

    /// An error of the buffers, under the name of the operation that looked into them; others stay as they are.
    func ofBuffer(askedBy origin: String) -> DevFailed {
        guard meansAskDevice, !errors.isEmpty else { return self }
        var renamed = self
        renamed.errors[0].origin = origin
        return renamed
    }

    /// Whether a client that prefers the buffer gets the device instead of this error.
    var meansAskDevice: Bool {
        [.attributeNotPolled, .commandNotPolled, .noDataYet, .notUpdatedAnyMore].contains(reason)
    }
}
