public import TangoIDL

// The same configuration in every version of the interface.
extension AttributeConfiguration {
    /// Version 5, the one of modern clients.
    public var config5: AttributeConfig_5 {
        AttributeConfig_5(
            name: definition.name, writable: definition.writable, data_format: definition.format,
            data_type: definition.type.rawValue, memorized: definition.memorization != .none,
            mem_init: definition.isWrittenAtStart, max_dim_x: Int32(clamping: definition.maxX),
            max_dim_y: Int32(clamping: definition.maxY), description: text(.description), label: text(.label),
            unit: text(.unit), standard_unit: text(.standardUnit), display_unit: text(.displayUnit),
            format: text(.format), min_value: text(.minValue), max_value: text(.maxValue),
            writable_attr_name: definition.writableAttributeName, level: definition.level,
            root_attr_name: definition.rootName ?? AttributeProperty.notSpecified, enum_labels: enumLabels,
            att_alarm: alarm, event_prop: eventProperties, extensions: [], sys_extensions: [])
    }

    /// Version 3, also the payload of attribute configuration events for old clients.
    public var config3: AttributeConfig_3 {
        AttributeConfig_3(
            name: definition.name, writable: definition.writable, data_format: definition.format,
            data_type: definition.type.rawValue, max_dim_x: Int32(clamping: definition.maxX),
            max_dim_y: Int32(clamping: definition.maxY), description: text(.description), label: text(.label),
            unit: text(.unit), standard_unit: text(.standardUnit), display_unit: text(.displayUnit),
            format: text(.format), min_value: text(.minValue), max_value: text(.maxValue),
            writable_attr_name: definition.writableAttributeName, level: definition.level, att_alarm: alarm,
            event_prop: eventProperties, extensions: [], sys_extensions: [])
    }

    /// Version 2: the first with a display level.
    public var config2: AttributeConfig_2 {
        AttributeConfig_2(
            name: definition.name, writable: definition.writable, data_format: definition.format,
            data_type: definition.type.rawValue, max_dim_x: Int32(clamping: definition.maxX),
            max_dim_y: Int32(clamping: definition.maxY), description: text(.description), label: text(.label),
            unit: text(.unit), standard_unit: text(.standardUnit), display_unit: text(.displayUnit),
            format: text(.format), min_value: text(.minValue), max_value: text(.maxValue), min_alarm: text(.minAlarm),
            max_alarm: text(.maxAlarm), writable_attr_name: definition.writableAttributeName, level: definition.level,
            extensions: [])
    }

    /// Version 1.
    public var config1: AttributeConfig {
        AttributeConfig(
            name: definition.name, writable: definition.writable, data_format: definition.format,
            data_type: definition.type.rawValue, max_dim_x: Int32(clamping: definition.maxX),
            max_dim_y: Int32(clamping: definition.maxY), description: text(.description), label: text(.label),
            unit: text(.unit), standard_unit: text(.standardUnit), display_unit: text(.displayUnit),
            format: text(.format), min_value: text(.minValue), max_value: text(.maxValue), min_alarm: text(.minAlarm),
            max_alarm: text(.maxAlarm), writable_attr_name: definition.writableAttributeName, extensions: [])
    }

    private var alarm: AttributeAlarm {
        AttributeAlarm(
            min_alarm: text(.minAlarm), max_alarm: text(.maxAlarm), min_warning: text(.minWarning),
            max_warning: text(.maxWarning),
            delta_t: text(.deltaT) == "0" ? AttributeProperty.notSpecified : text(.deltaT),
            delta_val: text(.deltaValue), extensions: [])
    }

    /// What is no period at all is shown as the usual one, which is in force then.
    private var shownPeriod: String {
        let period = text(.eventPeriod)
        return period == String(Int32.max) ? AttributeProperty.eventPeriod.libraryDefault(for: definition) : period
    }

    private var eventProperties: EventProperties {
        EventProperties(
            ch_event: ChangeEventProp(
                rel_change: text(.relativeChange), abs_change: text(.absoluteChange), extensions: []),
            per_event: PeriodicEventProp(period: shownPeriod, extensions: []),
            arch_event: ArchiveEventProp(
                rel_change: text(.archiveRelativeChange), abs_change: text(.archiveAbsoluteChange),
                period: text(.archivePeriod), extensions: []))
    }
}
