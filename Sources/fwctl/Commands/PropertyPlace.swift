import TangoClient
import TangoIDL
import TangoTypes

/// Where properties are: those of a device, a class or a free object, or those of one attribute of a device or class.
struct PropertyPlace {
    let database: DatabaseProxy
    let owner: DatabaseProxy.PropertyOwner
    /// Nil for the properties of the owner itself.
    let attribute: String?

    /// Whether a device reads them.
    var isDevice: Bool { if case .device = owner { true } else { false } }

    /// The properties called `names`; without values where not set.
    func properties(_ names: [String]) throws -> [Property] {
        guard let attribute else { return try database.properties(of: owner, names) }
        let kept = try ofAttribute(attribute)
        return names.map { name in
            Property(name, kept.first { $0.name.lowercased() == name.lowercased() }?.values)
        }
    }

    /// What there is.
    func names() throws -> [String] {
        if let attribute { return try ofAttribute(attribute).map(\.name) }
        let answer =
            switch owner {
            case .device(let name): try database.command("DbGetDevicePropertyList", .strings([name, "*"]))
            case .deviceClass(let name): try database.command("DbGetClassPropertyList", .string(name))
            case .object(let name): try database.command("DbGetPropertyList", .strings([name, "*"]))
            }
        guard case .strings(let names) = answer else { return [] }
        return names
    }

    /// Stores properties; each replaces all values that it had.
    func put(_ properties: [Property]) throws {
        guard let attribute else { return try database.putProperties(of: owner, properties) }
        try database.putAttributeProperties(of: attributeOwner(), [AttributeProperties(attribute, properties)])
    }

    /// Removes properties.
    func delete(_ names: [String]) throws {
        guard let attribute else { return try database.deleteProperties(of: owner, names) }
        switch try attributeOwner() {
        case .device(let device): try database.deleteAttributeProperties(ofDevice: device, attribute, names)
        case .deviceClass(let name):
            _ = try database.command("DbDeleteClassAttributeProperty", .strings([name, attribute] + names))
        }
    }

    private func ofAttribute(_ attribute: String) throws -> [Property] {
        try database.attributeProperties(of: attributeOwner(), [attribute]).first?.properties ?? []
    }

    private func attributeOwner() throws(UsageError) -> DatabaseProxy.AttributeOwner {
        switch owner {
        case .device(let name): return .device(name)
        case .deviceClass(let name): return .deviceClass(name)
        case .object: throw UsageError("'--attribute' makes sense with a device or with '--class' only")
        }
    }
}
