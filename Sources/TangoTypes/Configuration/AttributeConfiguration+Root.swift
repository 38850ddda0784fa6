public import TangoIDL

// A forwarded attribute shows the configuration of its root; its name and its label are its own.
extension AttributeDefinition {
    /// What is fixed about a forwarded attribute; nil when its root is of a type that this library does not know.
    ///
    /// - Parameters:
    ///   - name: The name of the forwarded attribute.
    ///   - rootName: The full name of the root.
    ///   - root: The configuration of the root.
    public init?(forwarded name: String, rootName: String, root: AttributeConfig_5) {
        guard let type = TangoType(rawValue: root.data_type), type.elementType != nil else { return nil }
        self.init(
            name: name, type: type, format: root.data_format, writable: root.writable, maxX: Int(root.max_dim_x),
            maxY: Int(root.max_dim_y), level: root.level,
            associatedName: root.writable == .READ_WITH_WRITE ? root.writable_attr_name : nil,
            memorization: root.memorized ? (root.mem_init ? .hardware : .memory) : .none, rootName: rootName)
    }
}

extension AttributeConfiguration {
    /// Takes everything but the label from the root, without any check: the root has made them.
    public mutating func follow(_ root: AttributeConfig_5) {
        let texts = AttributeConfigurationRequest(root).texts
        for property in AttributeProperty.allCases where property != .label {
            let standard = property.libraryDefault(for: definition)
            let text = texts[property] ?? standard
            // The library shows a time of nothing as not specified.
            let isNoTime = property == .deltaT && text == AttributeProperty.notSpecified
            do { try accept(property, isNoTime ? standard : text) } catch { set(property, text) }
        }
        enumLabels = root.enum_labels
        startupErrors = []
    }

    /// The root's configuration with what a client wants to change of it.
    ///
    /// **Throws**: `API_AttrNotAllowed` for a fixed field.
    public func request(
        _ request: AttributeConfigurationRequest, of root: AttributeConfig_5
    ) throws(DevFailed) -> AttributeConfig_5 {
        try check(fixed: request)
        var wanted = root
        func text(_ property: AttributeProperty, _ present: String) -> String { request.texts[property] ?? present }
        wanted.description = text(.description, root.description)
        wanted.unit = text(.unit, root.unit)
        wanted.standard_unit = text(.standardUnit, root.standard_unit)
        wanted.display_unit = text(.displayUnit, root.display_unit)
        wanted.format = text(.format, root.format)
        wanted.min_value = text(.minValue, root.min_value)
        wanted.max_value = text(.maxValue, root.max_value)
        wanted.att_alarm = AttributeAlarm(
            min_alarm: text(.minAlarm, root.att_alarm.min_alarm), max_alarm: text(.maxAlarm, root.att_alarm.max_alarm),
            min_warning: text(.minWarning, root.att_alarm.min_warning),
            max_warning: text(.maxWarning, root.att_alarm.max_warning),
            delta_t: text(.deltaT, root.att_alarm.delta_t), delta_val: text(.deltaValue, root.att_alarm.delta_val),
            extensions: root.att_alarm.extensions)
        wanted.event_prop = EventProperties(
            ch_event: ChangeEventProp(
                rel_change: text(.relativeChange, root.event_prop.ch_event.rel_change),
                abs_change: text(.absoluteChange, root.event_prop.ch_event.abs_change), extensions: []),
            per_event: PeriodicEventProp(
                period: text(.eventPeriod, root.event_prop.per_event.period), extensions: []),
            arch_event: ArchiveEventProp(
                rel_change: text(.archiveRelativeChange, root.event_prop.arch_event.rel_change),
                abs_change: text(.archiveAbsoluteChange, root.event_prop.arch_event.abs_change),
                period: text(.archivePeriod, root.event_prop.arch_event.period), extensions: []))
        if let labels = request.enumLabels { wanted.enum_labels = labels }
        return wanted
    }
}
