public import TangoIDL
public import TangoTypes

/// One attribute of an interface table.
///
/// The key fixes the type of the value; the closures run inside the device. An attribute with `read` or `reading` can be
/// read, one with `write` can be written, one with both is READ_WRITE, and `setBy` makes it READ_WITH_WRITE. A class
/// that wants quality or time with the value gives `reading` instead of `read`.
public struct Attribute<D: Device>: Sendable {
    /// What is fixed about it.
    public let definition: AttributeDefinition
    /// The defaults that the class gives in code, by configuration field.
    let defaults: [AttributeProperty: String]
    /// Labels of an enumeration.
    let enumLabels: [String]
    /// How many cases its Swift type has; nil when it is no enumeration, or one whose labels make its cases.
    let enumCases: Int?
    /// What the class pushes itself.
    let pushed: PushedEvents
    /// The period that the class asks for; nil when it is polled only if somebody configures it.
    let polling: Duration?
    /// States in which requests are allowed; nil means all.
    let states: Set<DevState>?
    /// The class's own rule.
    let when: (@Sendable (isolated D, AttributeRequest) -> Bool)?
    /// Whether any closure serves it.
    let hasAccess: Bool
    /// Whether it may have several elements and nobody said how many.
    let lacksSize: Bool
    /// Where it is declared.
    let place: SourcePlace
    /// Whether both kinds of read were given.
    let hasTwoReads: Bool
    /// What is said about the root when it is a forwarded attribute.
    let root: RootDeclaration?
    /// Makes the typed half for one device.
    let bind: @Sendable (D) -> any AttributeValues

    /// Declares an attribute.
    ///
    /// - Parameters:
    ///   - key: Name and type.
    ///   - unit: For instance `"mm"`.
    ///   - label: What panels show; the name when nil.
    ///   - description: What it means.
    ///   - standardUnit: Factor to the standard unit, as text.
    ///   - displayUnit: Factor to the display unit, as text.
    ///   - format: printf format for panels.
    ///   - min: Smallest value that may be written.
    ///   - max: Greatest value that may be written.
    ///   - alarms: Default alarm and warning levels.
    ///   - events: Default event criteria.
    ///   - pushed: Events that the class sends itself.
    ///   - maxX: Greatest length or number of columns; a spectrum and an image need it.
    ///   - maxY: Greatest number of rows.
    ///   - enumLabels: Labels, for enumerations; those of the Swift type when nil.
    ///   - level: Who sees it.
    ///   - memorized: Whether the set value survives a restart.
    ///   - polling: Period in which the server reads it by itself.
    ///   - setBy: Name of the attribute that holds the set value of this one.
    ///   - allowed: States in which requests are allowed; all when nil.
    ///   - when: A further rule, asked with the kind of request.
    ///   - fileID: Where it is declared, for ``Interface/problems``.
    ///   - line: Where it is declared.
    ///   - column: Where it is declared.
    ///   - read: Answers the value.
    ///   - reading: Answers the value with its quality and time.
    ///   - write: Takes a value.
    public init<Value: TangoValue>(
        _ key: AttributeKey<Value>, unit: String? = nil, label: String? = nil, description: String? = nil,
        standardUnit: String? = nil, displayUnit: String? = nil, format: String? = nil, min: Value.Scalar? = nil,
        max: Value.Scalar? = nil, alarms: AlarmLevels<Value.Scalar> = .none, events: EventDefaults = .none,
        pushed: PushedEvents = [], maxX: Int? = nil, maxY: Int = 0, enumLabels: [String]? = nil,
        level: DispLevel = .OPERATOR, memorized: Memorization = .none, polling: Duration? = nil, setBy: String? = nil,
        allowed: Set<DevState>? = nil, when: (@Sendable (isolated D, AttributeRequest) -> Bool)? = nil,
        fileID: String = #fileID, line: Int = #line, column: Int = #column,
        read: (@Sendable (isolated D) throws -> Value)? = nil,
        reading: (@Sendable (isolated D) throws -> Reading<Value>)? = nil,
        write: (@Sendable (isolated D, Value) throws -> Void)? = nil
    ) {
        let writable = Self.writeType(reads: read != nil || reading != nil, writes: write != nil, setBy: setBy)
        definition = AttributeDefinition(
            name: key.name, type: Value.Scalar.tangoType, format: Value.format, writable: writable, maxX: maxX ?? 1,
            maxY: maxY, level: level, associatedName: setBy, memorization: memorized)
        var defaults: [AttributeProperty: String] = [:]
        defaults[.unit] = unit
        defaults[.label] = label
        defaults[.description] = description
        defaults[.standardUnit] = standardUnit
        defaults[.displayUnit] = displayUnit
        defaults[.format] = format
        defaults[.minValue] = min?.memorizedText
        defaults[.maxValue] = max?.memorizedText
        for (field, text) in alarms.texts + events.texts { defaults[field] = text }
        self.defaults = defaults
        let enumeration = Value.Scalar.self as? any TangoEnum.Type
        self.enumLabels = enumLabels ?? enumeration?.labels ?? []
        enumCases = enumeration?.caseCount
        self.pushed = pushed
        self.polling = polling
        states = allowed
        self.when = when
        hasAccess = read != nil || reading != nil || write != nil
        lacksSize = maxX == nil && Value.format != .SCALAR
        place = SourcePlace(fileID: fileID, line: line, column: column)
        hasTwoReads = read != nil && reading != nil
        root = nil
        let definition = definition
        bind = { device in
            TypedAttributeValues<D, Value>(
                device: device, definition: definition, read: read, reading: reading, write: write)
        }
    }

    /// Declares a forwarded attribute: a device of another server has the value, this one shows it under a name of its own.
    ///
    /// Which attribute that is, its root, says the attribute property `__root_att`:
    /// `[tango://host:port/]domain/family/member/attribute`. Type, size and configuration are those of the root, and so are
    /// values, limits, polling and events; only the label is the attribute's own. Clients see the attribute while the
    /// server knows the root; until then the device is in ALARM and its status says why.
    ///
    /// - Parameters:
    ///   - name: The name as clients see it.
    ///   - root: The root when nobody has configured one.
    ///   - label: What panels show when nobody has configured a label; the name when nil.
    ///   - fileID: Where it is declared, for ``Interface/problems``.
    ///   - line: Where it is declared.
    ///   - column: Where it is declared.
    public init(
        forwarded name: String, root: String? = nil, label: String? = nil, fileID: String = #fileID, line: Int = #line,
        column: Int = #column
    ) {
        definition = AttributeDefinition(name: name, type: .void)
        defaults = [:]
        enumLabels = []
        enumCases = nil
        pushed = []
        polling = nil
        states = nil
        when = nil
        hasAccess = true
        lacksSize = false
        place = SourcePlace(fileID: fileID, line: line, column: column)
        hasTwoReads = false
        self.root = RootDeclaration(root: root, label: label)
        bind = { _ in RootValues(.void) }
    }

    private static func writeType(reads: Bool, writes: Bool, setBy: String?) -> AttrWriteType {
        if setBy != nil { return .READ_WITH_WRITE }
        if reads && writes { return .READ_WRITE }
        return writes ? .WRITE : .READ
    }
}

/// Why an attribute is used, for rules about what is allowed when.
public enum AttributeRequest: Sendable {
    /// Somebody reads it.
    case read
    /// Somebody writes it.
    case write
}

/// Collects the attributes of an interface table.
@resultBuilder
public enum AttributeBuilder<D: Device> {
    /// One attribute, with the device class known to its closures.
    public static func buildExpression(_ attribute: Attribute<D>) -> [Attribute<D>] { [attribute] }
    /// The list.
    public static func buildBlock(_ attributes: [Attribute<D>]...) -> [Attribute<D>] { attributes.flatMap { $0 } }
    /// Attributes made in a loop.
    public static func buildArray(_ attributes: [[Attribute<D>]]) -> [Attribute<D>] { attributes.flatMap { $0 } }
}
