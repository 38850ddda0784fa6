/// The numbers of a configuration that values are compared with.
public struct AttributeLimits: Sendable, Equatable {
    /// Least value that can be written.
    public var minValue: LimitValue?
    /// Greatest value that can be written.
    public var maxValue: LimitValue?
    /// At or below: ALARM.
    public var minAlarm: LimitValue?
    /// At or above: ALARM.
    public var maxAlarm: LimitValue?
    /// At or below: WARNING.
    public var minWarning: LimitValue?
    /// At or above: WARNING.
    public var maxWarning: LimitValue?
    /// Difference of set and read value that is an alarm.
    public var deltaValue: LimitValue?
    /// How long the read value may take to follow. **Unit**: millisecond. Zero: not configured.
    public var deltaT = 0

    /// No limit at all.
    public init() {}

    /// Whether read and set value are compared.
    public var hasRDS: Bool { deltaT != 0 && deltaValue != nil }

    /// Whether any alarm or warning is configured, so that the device's state depends on the value.
    public var hasAlarm: Bool {
        minAlarm != nil || maxAlarm != nil || minWarning != nil || maxWarning != nil || hasRDS
    }

    /// Where the number of a property is kept.
    static func path(_ property: AttributeProperty) -> WritableKeyPath<AttributeLimits, LimitValue?>? {
        switch property {
        case .minValue: \.minValue
        case .maxValue: \.maxValue
        case .minAlarm: \.minAlarm
        case .maxAlarm: \.maxAlarm
        case .minWarning: \.minWarning
        case .maxWarning: \.maxWarning
        case .deltaValue: \.deltaValue
        default: nil
        }
    }
}

/// The numbers of a configuration that decide which events fire.
public struct EventCriteria: Sendable, Equatable {
    /// Relative change event criterion. **Unit**: percent.
    public var relative = ChangeCriterion(fall: nil, rise: nil)
    /// Absolute change event criterion.
    public var absolute = ChangeCriterion(fall: nil, rise: nil)
    /// Relative archive event criterion. **Unit**: percent.
    public var archiveRelative = ChangeCriterion(fall: nil, rise: nil)
    /// Absolute archive event criterion.
    public var archiveAbsolute = ChangeCriterion(fall: nil, rise: nil)
    /// Time between archive events without a change, nil: none. **Unit**: millisecond.
    public var archivePeriod: Int?
    /// Time between periodic events. **Unit**: millisecond.
    public var period = 1000

    /// No criterion, a period of one second.
    public init() {}

    /// Whether anything is said about archive events.
    public var hasArchiveCriteria: Bool {
        archivePeriod != nil || !archiveRelative.isEmpty || !archiveAbsolute.isEmpty
    }

    /// Where the criterion of a property is kept.
    static func path(_ property: AttributeProperty) -> WritableKeyPath<EventCriteria, ChangeCriterion>? {
        switch property {
        case .relativeChange: \.relative
        case .absoluteChange: \.absolute
        case .archiveRelativeChange: \.archiveRelative
        case .archiveAbsoluteChange: \.archiveAbsolute
        default: nil
        }
    }
}
