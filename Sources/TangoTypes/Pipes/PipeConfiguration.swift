public import TangoIDL

/// What is fixed about a pipe.
public struct PipeDefinition: Sendable, Equatable {
    /// The name in its original spelling.
    public var name: String
    /// Who sees it.
    public var level: DispLevel
    /// Whether clients may write it.
    public var isWritable: Bool

    /// A pipe that is read, and written if `isWritable`.
    public init(name: String, level: DispLevel = .OPERATOR, isWritable: Bool = false) {
        self.name = name
        self.level = level
        self.isWritable = isWritable
    }

    /// The access as the wire has it.
    public var writeType: PipeWriteType { isWritable ? .PIPE_READ_WRITE : .PIPE_READ }
}

/// A text of a pipe that clients may change; the raw value is its name in the database.
public enum PipeProperty: String, Sendable, CaseIterable {
    /// What panels show.
    case label
    /// What the pipe means.
    case description
}

/// Label and description of a pipe with their sources: device, class, code, library.
///
/// A value without I/O, as ``AttributeConfiguration`` is.
public struct PipeConfiguration: Sendable, Equatable {
    /// What cannot change.
    public let definition: PipeDefinition
    private let userDefaults: [PipeProperty: String]
    private let classDefaults: [PipeProperty: String]
    private var values: [PipeProperty: String]

    /// Makes the configuration that holds from start.
    ///
    /// - Parameters:
    ///   - definition: What cannot change.
    ///   - userDefaults: Texts given in the code.
    ///   - classProperties: Pipe properties of the class in the database.
    ///   - deviceProperties: Pipe properties of the device in the database.
    public init(
        definition: PipeDefinition, userDefaults: [PipeProperty: String] = [:],
        classProperties: [String: [String]] = [:], deviceProperties: [String: [String]] = [:]
    ) {
        self.definition = definition
        self.userDefaults = userDefaults
        classDefaults = Self.texts(classProperties)
        values = userDefaults.merging(classDefaults) { $1 }.merging(Self.texts(deviceProperties)) { $1 }
    }

    /// The text in force.
    public func text(_ property: PipeProperty) -> String { values[property] ?? libraryDefault(property) }

    /// As clients see it.
    public var wireForm: PipeConfig {
        PipeConfig(
            name: definition.name, description: text(.description), label: text(.label), level: definition.level,
            writable: definition.writeType, extensions: [])
    }

    /// Takes the changes of a client, all or none.
    ///
    /// - Returns: What to write to the database.
    ///
    /// **Throws**: `API_AttrNotAllowed` when the access differs from the present one; a level is not looked at.
    public mutating func apply(_ request: PipeConfig) throws(DevFailed) -> AttributePropertyChanges {
        guard request.writable == definition.writeType else {
            throw DevFailed(
                .attributeNotAllowed, "Pipe writable property is not changeable at run time",
                origin: "Pipe::set_properties()")
        }
        var changes = AttributePropertyChanges()
        change(.label, to: request.label, &changes)
        change(.description, to: request.description, &changes)
        return changes
    }

    private mutating func change(
        _ property: PipeProperty, to text: String, _ changes: inout AttributePropertyChanges
    ) {
        let user = userDefaults[property]
        let ofClass = classDefaults[property]
        let library = libraryDefault(property)
        let (value, stored): (String, Bool) =
            switch ResetRequest(text) {
            case .library: (library, user != nil || ofClass != nil)
            case .user: (user ?? library, ofClass != nil)
            case .classDefault: (ofClass ?? user ?? library, false)
            case nil: (text, text != (ofClass ?? user ?? library))
            }
        guard value != self.text(property) else { return }
        values[property] = value
        if stored {
            changes.stored[property.rawValue] = [value]
        } else {
            changes.deleted.append(property.rawValue)
        }
    }

    private func libraryDefault(_ property: PipeProperty) -> String {
        property == .label ? definition.name : "No description"
    }

    private static func texts(_ properties: [String: [String]]) -> [PipeProperty: String] {
        var texts: [PipeProperty: String] = [:]
        for (name, lines) in properties {
            guard let property = PipeProperty(rawValue: name.lowercased()) else { continue }
            texts[property] = lines.joined(separator: ",")
        }
        return texts
    }
}
