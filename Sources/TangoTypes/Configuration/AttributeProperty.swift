/// A text property of an attribute's configuration that can be changed at run time.
///
/// The raw value is the name in the database and in error texts. In this order they are checked, so that of several wrong
/// ones the same is told as by release 9.3.4.
public enum AttributeProperty: String, Sendable, CaseIterable {
    /// The name in panels.
    case label
    /// One or more sentences.
    case description
    /// Unit of the value.
    case unit
    /// Factor to the SI unit, as text.
    case standardUnit = "standard_unit"
    /// Unit to show.
    case displayUnit = "display_unit"
    /// How to print a value.
    case format
    /// Least value that can be written.
    case minValue = "min_value"
    /// Greatest value that can be written.
    case maxValue = "max_value"
    /// At or below: quality ALARM.
    case minAlarm = "min_alarm"
    /// At or above: quality ALARM.
    case maxAlarm = "max_alarm"
    /// At or below: quality WARNING.
    case minWarning = "min_warning"
    /// At or above: quality WARNING.
    case maxWarning = "max_warning"
    /// Difference of set and read value that is an alarm.
    case deltaValue = "delta_val"
    /// Time after a write when the read value must have followed. **Unit**: millisecond.
    case deltaT = "delta_t"
    /// Relative change that makes a change event. **Unit**: percent.
    case relativeChange = "rel_change"
    /// Absolute change that makes a change event.
    case absoluteChange = "abs_change"
    /// Relative change that makes an archive event. **Unit**: percent.
    case archiveRelativeChange = "archive_rel_change"
    /// Absolute change that makes an archive event.
    case archiveAbsoluteChange = "archive_abs_change"
    /// Time between periodic events. **Unit**: millisecond.
    case eventPeriod = "event_period"
    /// Time between archive events without a change. **Unit**: millisecond.
    case archivePeriod = "archive_period"

    /// The text for everything that has no value.
    public static let notSpecified = "Not specified"
    /// The text for an absent attribute name.
    static let none = "None"
    /// Database name of the enumeration labels.
    public static let enumLabelsName = "enum_labels"
    /// Database name of the memorized set value.
    public static let memorizedValueName = "__value"
    /// Database name of the root of a forwarded attribute.
    public static let rootAttributeName = "__root_att"

    /// Texts for people: any value is good.
    static let texts: [AttributeProperty] = [.label, .description, .unit, .standardUnit, .displayUnit, .format]
    /// Numbers of the attribute's own type.
    static let limits: [AttributeProperty] = [
        .minValue, .maxValue, .minAlarm, .maxAlarm, .minWarning, .maxWarning, .deltaValue,
    ]
    /// Pairs of a negative and a positive change.
    static let criteria: [AttributeProperty] = [
        .relativeChange, .absoluteChange, .archiveRelativeChange, .archiveAbsoluteChange,
    ]
    /// Whole numbers of milliseconds.
    static let periods: [AttributeProperty] = [.deltaT, .eventPeriod, .archivePeriod]

    /// The value when nobody configures anything.
    public func libraryDefault(for definition: AttributeDefinition) -> String {
        switch self {
        case .label: definition.name
        case .description: "No description"
        case .unit: ""
        case .standardUnit: "No standard unit"
        case .displayUnit: "No display unit"
        case .format: Self.defaultFormat(of: definition.type)
        case .eventPeriod: "1000"
        case .deltaT: "0"
        default: Self.notSpecified
        }
    }

    private static func defaultFormat(of type: TangoType) -> String {
        switch type {
        case .float, .double: "%6.2f"
        case .string, .enumeration: "%s"
        case .boolean, .state, .encoded: notSpecified
        default: "%d"
        }
    }
}

/// The three texts with which a client asks for a default instead of giving a value.
enum ResetRequest: Equatable {
    /// `Not specified`: back to what the library says.
    case library
    /// Empty: back to what the code says.
    case user
    /// `NaN`: back to what the class says in the database.
    case classDefault

    /// Nil if `text` is an ordinary value.
    init?(_ text: String) {
        switch text.lowercased() {
        case "not specified": self = .library
        case "": self = .user
        case "nan": self = .classDefault
        default: return nil
        }
    }
}
