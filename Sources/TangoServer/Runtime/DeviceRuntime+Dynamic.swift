import Synchronization
import TangoIDL
import TangoTypes

extension DeviceRuntime {
    /// Adds an attribute before State and Status, which stay last.
    func add(_ bound: BoundAttribute) throws {
        try changing.withLock { _ in try addAlone(bound) }
    }

    private func addAlone(_ bound: BoundAttribute) throws {
        if let root = bound.root { return try addForwarded(bound.definition.name, root) }
        let wanted = bound.definition
        if let known = attribute(named: wanted.name)?.definition {
            guard known.type == wanted.type, known.format == wanted.format, known.writable == wanted.writable else {
                throw DevFailed(
                    .attributeNotFound,
                    "Device \(name) -> Attribute \(wanted.name) already exists for your device but with other definition"
                        + "\n(data type, data format or data write type)", origin: "DeviceImpl::add_attribute")
            }
            return
        }
        server.events?.interfaceWillChange(self)
        let ofClass = try server.properties.classAttributeProperties(model.className, [wanted.name])
        let ofDevice = try server.properties.attributeProperties(name, [wanted.name])
        var partners: [String: any AttributeValues] = [:]
        for one in attributes { partners[one.name.lowercased()] = one.values }
        let made = attribute(bound, partners, ofClass: ofClass, ofDevice: ofDevice)
        restoreSetValue(made, ofDevice[wanted.name.lowercased()] ?? [:])
        changeAttributes { attributes in
            let end = attributes.firstIndex { $0.kind != .ordinary } ?? attributes.endIndex
            attributes.insert(made, at: end)
        }
    }

    /// Removes an attribute; State and Status cannot be removed.
    func removeAttribute(named name: String) -> Bool {
        let wasForwarded = removeForwarded(named: name)
        return changing.withLock { _ in
            guard let found = attribute(named: name), found.kind == .ordinary else { return wasForwarded }
            server.events?.interfaceWillChange(self)
            server.polling?.attributeRemoved(self, found)
            changeAttributes { $0.removeAll { $0 === found } }
            return true
        }
    }

    /// Deletes everything that the database or the property file keeps about an attribute.
    func forgetConfiguration(of attribute: String) throws {
        try changing.withLock { _ in
            let kept = try server.properties.attributeProperties(name, [attribute])[attribute.lowercased()] ?? [:]
            guard !kept.isEmpty else { return }
            try server.properties.deleteAttributeProperties(name, [attribute: Array(kept.keys)])
        }
    }

    /// Adds a command after those of the class.
    func add(_ command: CommandRuntime) throws {
        try changing.withLock { _ in try addAlone(command) }
    }

    private func addAlone(_ command: CommandRuntime) throws {
        let wanted = command.definition
        if let known = self.command(named: wanted.name)?.definition {
            guard known.inputType == wanted.inputType, known.outputType == wanted.outputType else {
                throw DevFailed(
                    .commandNotFound,
                    "Device \(name) -> Command \(wanted.name) already exists for your device but with other definition"
                        + "\n(command input data type or command output data type)",
                    origin: "DeviceImpl::add_command")
            }
            return
        }
        server.events?.interfaceWillChange(self)
        changeCommands { $0.append(command) }
    }

    /// Removes a command; the three of every device cannot be removed.
    func removeCommand(named name: String) -> Bool {
        let builtIn = ["init", "state", "status"].contains(name.lowercased())
        return changing.withLock { _ in
            guard !builtIn, let found = command(named: name) else { return false }
            server.events?.interfaceWillChange(self)
            server.polling?.commandRemoved(self, found)
            changeCommands { $0.removeAll { $0.definition.name.lowercased() == name.lowercased() } }
            return true
        }
    }
}
