public import TangoIDL

/// What a client sends with `set_attribute_config`, the same for every version of the operation.
public struct AttributeConfigurationRequest: Sendable {
    /// Which attribute.
    public var name: String
    /// Values for the properties that this version knows.
    public var texts: [AttributeProperty: String]
    /// Labels, nil for versions before 5.
    public var enumLabels: [String]?
    /// Fields that must equal the present ones.
    var fixed: FixedFields

    /// Fields that nobody may change, as they came.
    struct FixedFields: Sendable {
        var writable: AttrWriteType
        var format: AttrDataFormat
        var type: Int32
        var maxX: Int32
        var maxY: Int32
        var writableName: String
        var level: DispLevel?
        var memorized: Bool?
        var memorizedInit: Bool?
        var rootName: String?
    }

    /// A request that changes some properties and repeats the rest, as code in the server makes it.
    public init(name: String, texts: [AttributeProperty: String], definition: AttributeDefinition) {
        self.name = name
        self.texts = texts
        fixed = FixedFields(
            writable: definition.writable, format: definition.format, type: definition.type.rawValue,
            maxX: Int32(definition.maxX), maxY: Int32(definition.maxY), writableName: definition.writableAttributeName)
    }

    /// From the first version, without alarms beyond the two old ones.
    public init(_ config: AttributeConfig) {
        name = config.name
        texts = [
            .description: config.description, .label: config.label, .unit: config.unit,
            .standardUnit: config.standard_unit, .displayUnit: config.display_unit, .format: config.format,
            .minValue: config.min_value, .maxValue: config.max_value, .minAlarm: config.min_alarm,
            .maxAlarm: config.max_alarm,
        ]
        fixed = FixedFields(
            writable: config.writable, format: config.data_format, type: config.data_type, maxX: config.max_dim_x,
            maxY: config.max_dim_y, writableName: config.writable_attr_name)
    }

    /// From version 3, also used by `set_attribute_config_4`.
    public init(_ config: AttributeConfig_3) {
        name = config.name
        texts = [
            .description: config.description, .label: config.label, .unit: config.unit,
            .standardUnit: config.standard_unit, .displayUnit: config.display_unit, .format: config.format,
            .minValue: config.min_value, .maxValue: config.max_value,
        ]
        fixed = FixedFields(
            writable: config.writable, format: config.data_format, type: config.data_type, maxX: config.max_dim_x,
            maxY: config.max_dim_y, writableName: config.writable_attr_name, level: config.level)
        take(config.att_alarm)
        take(config.event_prop)
    }

    /// From version 5.
    public init(_ config: AttributeConfig_5) {
        name = config.name
        texts = [
            .description: config.description, .label: config.label, .unit: config.unit,
            .standardUnit: config.standard_unit, .displayUnit: config.display_unit, .format: config.format,
            .minValue: config.min_value, .maxValue: config.max_value,
        ]
        enumLabels = config.enum_labels
        fixed = FixedFields(
            writable: config.writable, format: config.data_format, type: config.data_type, maxX: config.max_dim_x,
            maxY: config.max_dim_y, writableName: config.writable_attr_name, level: config.level,
            memorized: config.memorized, memorizedInit: config.mem_init, rootName: config.root_attr_name)
        take(config.att_alarm)
        take(config.event_prop)
    }

    private mutating func take(_ alarm: AttributeAlarm) {
        texts[.minAlarm] = alarm.min_alarm
        texts[.maxAlarm] = alarm.max_alarm
        texts[.minWarning] = alarm.min_warning
        texts[.maxWarning] = alarm.max_warning
        texts[.deltaT] = alarm.delta_t
        texts[.deltaValue] = alarm.delta_val
    }

    private mutating func take(_ events: EventProperties) {
        texts[.relativeChange] = events.ch_event.rel_change
        texts[.absoluteChange] = events.ch_event.abs_change
        texts[.eventPeriod] = events.per_event.period
        texts[.archiveRelativeChange] = events.arch_event.rel_change
        texts[.archiveAbsoluteChange] = events.arch_event.abs_change
        texts[.archivePeriod] = events.arch_event.period
    }
}
