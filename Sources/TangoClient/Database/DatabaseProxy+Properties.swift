internal import TangoIDL
internal import TangoTypes

extension DatabaseProxy {
    /// What has properties of its own.
    public enum PropertyOwner: Sendable, Equatable {
        /// A device.
        case device(String)
        /// A class of devices.
        case deviceClass(String)
        /// Any other object, `CtrlSystem` for instance.
        case object(String)

        var name: String {
            switch self {
            case .device(let name), .deviceClass(let name), .object(let name): name
            }
        }

        var commandPart: String {
            switch self {
            case .device: "Device"
            case .deviceClass: "Class"
            case .object: ""
            }
        }
    }

    /// What an attribute or a pipe belongs to.
    public enum AttributeOwner: Sendable, Equatable {
        /// A device.
        case device(String)
        /// A class of devices.
        case deviceClass(String)

        var name: String {
            switch self {
            case .device(let name), .deviceClass(let name): name
            }
        }

        var commandPart: String {
            switch self {
            case .device: "Device"
            case .deviceClass: "Class"
            }
        }
    }

    /// Properties by name, in the order asked for; without values where not set.
    public func properties(of owner: PropertyOwner, _ names: [String]) throws -> [Property] {
        guard !names.isEmpty else { return [] }
        let command = "DbGet\(owner.commandPart)Property"
        var answer = CountedTexts(try strings(command, .strings([owner.name] + names)), of: command)
        _ = try answer.text()
        let isClass = if case .deviceClass = owner { true } else { false }
        return try answer.properties(blankWhenMissing: !isClass)
    }

    /// Stores properties; each replaces all values that it had.
    public func putProperties(of owner: PropertyOwner, _ properties: [Property]) throws {
        _ = try command("DbPut\(owner.commandPart)Property", .strings([owner.name] + properties.flat))
    }

    /// Removes properties.
    public func deleteProperties(of owner: PropertyOwner, _ names: [String]) throws {
        _ = try command("DbDelete\(owner.commandPart)Property", .strings([owner.name] + names))
    }

    /// All properties of attributes.
    public func attributeProperties(of owner: AttributeOwner, _ names: [String]) throws -> [AttributeProperties] {
        try itemProperties("DbGet\(owner.commandPart)AttributeProperty2", owner, names)
    }

    /// Stores properties of attributes.
    public func putAttributeProperties(of owner: AttributeOwner, _ attributes: [AttributeProperties]) throws {
        _ = try command("DbPut\(owner.commandPart)AttributeProperty2", .strings([owner.name] + attributes.flat))
    }

    /// Removes properties of one attribute of a device; all of them without names.
    public func deleteAttributeProperties(ofDevice device: String, _ attribute: String, _ names: [String]) throws {
        let name = names.isEmpty ? "DbDeleteAllDeviceAttributeProperty" : "DbDeleteDeviceAttributeProperty"
        _ = try command(name, .strings([device, attribute] + names))
    }

    /// All properties of pipes.
    public func pipeProperties(of owner: AttributeOwner, _ names: [String]) throws -> [AttributeProperties] {
        try itemProperties("DbGet\(owner.commandPart)PipeProperty", owner, names)
    }

    /// Stores properties of pipes.
    public func putPipeProperties(of owner: AttributeOwner, _ pipes: [AttributeProperties]) throws {
        _ = try command("DbPut\(owner.commandPart)PipeProperty", .strings([owner.name] + pipes.flat))
    }

    /// Removes properties of one pipe of a device.
    public func deletePipeProperties(ofDevice device: String, _ pipe: String, _ names: [String]) throws {
        _ = try command("DbDeleteDevicePipeProperty", .strings([device, pipe] + names))
    }

    private func itemProperties(
        _ command: String, _ owner: AttributeOwner, _ names: [String]
    ) throws -> [AttributeProperties] {
        guard !names.isEmpty else { return [] }
        var answer = CountedTexts(try strings(command, .strings([owner.name] + names)), of: command)
        _ = try answer.text()
        return try answer.attributes()
    }
}
