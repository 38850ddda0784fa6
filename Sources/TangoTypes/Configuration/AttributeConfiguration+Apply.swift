public import TangoIDL

/// What a change of configuration does to the database.
public struct AttributePropertyChanges: Sendable, Equatable {
    /// Properties to store, one value per element.
    public var stored: [String: [String]] = [:]
    /// Properties to delete.
    public var deleted: [String] = []

    /// Nothing to do.
    public init() {}

    /// Whether the database need not be asked.
    public var isEmpty: Bool { stored.isEmpty && deleted.isEmpty }
}

extension AttributeConfiguration {
    /// Takes the changes of a client, all or none.
    ///
    /// - Parameters:
    ///   - request: What the client sent.
    ///   - setValue: The set value of a memorized attribute, which new limits must still allow.
    /// - Returns: What to write to the database. If that fails, put the old value of this structure back.
    ///
    /// **Throws**: `API_AttrNotAllowed` for a fixed field, `API_AttrOptProp` and `API_NotSupportedFeature` for an
    /// impossible value, `API_IncoherentValues` for limits in the wrong order.
    public mutating func apply(
        _ request: AttributeConfigurationRequest, setValue: LimitValue? = nil
    ) throws(DevFailed) -> AttributePropertyChanges {
        try check(fixed: request)
        var next = self
        var changes = AttributePropertyChanges()
        for property in AttributeProperty.allCases {
            guard let text = request.texts[property] else { continue }
            try next.change(property, to: text, &changes)
        }
        if let labels = request.enumLabels, definition.type == .enumeration {
            try next.change(labels: labels, &changes)
        }
        try next.recover(since: self, request)
        for (low, high) in Self.pairs { try next.checkPair(low, high) }
        try next.check(memorized: setValue)
        next.storeRDS(since: self, &changes)
        self = next
        return changes
    }

    /// Forgets what was wrong at start with the properties that have changed; what was wrong only together with them is
    /// looked at again.
    private mutating func recover(
        since old: AttributeConfiguration, _ request: AttributeConfigurationRequest
    ) throws(DevFailed) {
        var good: Set<String> = request.enumLabels == nil ? [] : [AttributeProperty.enumLabelsName]
        // What makes events is shown as it is in force, so it is good when it comes back.
        for property in AttributeProperty.criteria + [.eventPeriod, .archivePeriod]
        where request.texts[property] != nil && !isIgnored(property) { good.insert(property.rawValue) }
        for property in AttributeProperty.allCases where text(property) != old.text(property) {
            good.insert(property.rawValue)
            let group = Self.pairs.first { $0 == property || $1 == property }
            guard let group, startupErrors.contains(where: { $0.property == group.0.rawValue }),
                startupErrors.contains(where: { $0.property == group.1.rawValue })
            else { continue }
            let other = group.0 == property ? group.1 : group.0
            try accept(other, text(other))
            good.insert(other.rawValue)
        }
        startupErrors.removeAll { good.contains($0.property) }
    }

    /// Time and difference of the comparison of read and set value are of use only together, and so they are stored.
    private func storeRDS(since old: AttributeConfiguration, _ changes: inout AttributePropertyChanges) {
        let properties = [AttributeProperty.deltaT, .deltaValue]
        let names = properties.map(\.rawValue)
        let hasTime = limits.deltaT != 0
        if limits.hasRDS {
            guard !old.limits.hasRDS else { return }
            for property in properties { changes.stored[property.rawValue] = [text(property)] }
            return
        }
        for name in names { changes.stored[name] = nil }
        changes.deleted.removeAll { names.contains($0) }
        if !hasTime, limits.deltaValue == nil, old.limits.deltaT != 0 { changes.deleted += names }
    }

    private mutating func change(
        _ property: AttributeProperty, to text: String, _ changes: inout AttributePropertyChanges
    ) throws(DevFailed) {
        let old = self.text(property)
        // Clients send everything back: what was wrong at start and is left alone must not keep the rest from changing.
        guard !isIgnored(property), text != old || isStoredRequest(property, text) else { return }
        try checkParts(property, text)
        let decision = try resolve(property, text)
        try accept(property, try checked(property, decision.value))
        guard self.text(property) != old else { return }
        if decision.isStored, !isNothing(property) {
            changes.stored[property.rawValue] =
                EventCriteria.path(property).map { events[keyPath: $0].stored }
                ?? [self.text(property)]
        } else {
            changes.deleted.append(property.rawValue)
        }
        respell(property)
    }

    /// Shows a limit as the class spells it, or the code where the class says nothing, if it is the same number.
    private mutating func respell(_ property: AttributeProperty) {
        guard property != .deltaValue, let path = AttributeLimits.path(property),
            let usual = classDefaults[property] ?? userDefaults[property], let number = ConfiguredNumber(usual),
            number == ConfiguredNumber(text(property)),
            // A large whole number may differ although both are the same real one.
            limits[keyPath: path] == LimitValue(usual, type: definition.type)
        else { return }
        set(property, usual)
    }

    /// Whether a text that somebody wrote into the database is one with which clients ask for a default. It is shown as it
    /// stands there, and comes back as a request.
    private func isStoredRequest(_ property: AttributeProperty, _ text: String) -> Bool {
        switch ResetRequest(text) {
        case .library: AttributeProperty.texts.contains(property)
        case .user: AttributeProperty.limits.contains(property)
        default: false
        }
    }

    /// The two halves of a pair of changes, which may have blanks before them and none behind.
    private func checkParts(_ property: AttributeProperty, _ text: String) throws(DevFailed) {
        guard AttributeProperty.criteria.contains(property) else { return }
        for part in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        where ResetRequest(part) == nil && ConfiguredNumber(part) == nil {
            throw badFormat(property)
        }
    }

    /// What clients write is read more strictly than what people wrote into the database.
    private func checked(_ property: AttributeProperty, _ text: String) throws(DevFailed) -> String {
        let isPeriod = AttributeProperty.periods.contains(property)
        guard isPeriod || AttributeLimits.path(property) != nil, ResetRequest(text) == nil else { return text }
        guard isPeriod || definition.type.hasLimits else { return text }
        guard let number = ConfiguredNumber(text) else { throw badFormat(property) }
        return isPeriod ? text : number.text(as: definition.type, exactly: text) ?? text
    }

    /// Whether a criterion asks for nothing that the class or the code asks for: nothing needs to be kept then.
    private func isNothing(_ property: AttributeProperty) -> Bool {
        guard let path = EventCriteria.path(property), events[keyPath: path].isEmpty else { return false }
        return userDefaults[property] == nil && classDefaults[property] == nil
    }

    /// Whether a property means nothing for the attribute, and nobody is told so.
    ///
    /// **Source**: release 9.3.4. It refuses only the limits of values and alarms, and of State and Status it takes nothing
    /// but the periods of events.
    private func isIgnored(_ property: AttributeProperty) -> Bool {
        if ["state", "status"].contains(definition.name.lowercased()) {
            return property == .deltaT || !AttributeProperty.periods.contains(property)
        }
        switch property {
        case .minWarning, .maxWarning, .deltaValue, .deltaT: return !definition.type.hasLimits
        default: return AttributeProperty.criteria.contains(property) && !definition.type.hasCriteria
        }
    }

    /// A new value and whether it goes to the database.
    struct Decision {
        var value: String
        var isStored: Bool
    }

    private func resolve(_ property: AttributeProperty, _ text: String) throws(DevFailed) -> Decision {
        guard AttributeProperty.criteria.contains(property) else { return resolve(one: property, text, part: nil) }
        guard let parts = ChangeCriterion.parts(of: text) else { return Decision(value: text, isStored: true) }
        let low = resolve(one: property, parts.0, part: 0)
        let high = resolve(one: property, parts.1, part: 1)
        let value = low.value == high.value ? low.value : "\(low.value),\(high.value)"
        return Decision(value: value, isStored: low.isStored || high.isStored)
    }

    /// The rules for one text, or for one half of a pair of changes.
    private func resolve(one property: AttributeProperty, _ text: String, part: Int?) -> Decision {
        let user = half(userDefaults[property], part)
        let ofClass = half(classDefaults[property], part)
        let library = property.libraryDefault(for: definition)
        switch ResetRequest(text) {
        case .library: return Decision(value: library, isStored: user != nil || ofClass != nil)
        case .user: return Decision(value: user ?? library, isStored: ofClass != nil)
        case .classDefault: return Decision(value: ofClass ?? user ?? library, isStored: false)
        case nil: break
        }
        if let user, isSame(property, text, user) { return Decision(value: text, isStored: ofClass != nil) }
        if let ofClass, isSame(property, text, ofClass) { return Decision(value: text, isStored: false) }
        if ofClass == nil, isLibraryDefault(property, text) {
            // Of a text it is not kept even where the code has another.
            return Decision(value: text, isStored: user != nil && !AttributeProperty.texts.contains(property))
        }
        return Decision(value: text, isStored: true)
    }

    private func half(_ text: String?, _ part: Int?) -> String? {
        guard let text, let part else { return text }
        guard let parts = ChangeCriterion.parts(of: text) else { return text }
        return part == 0 ? parts.0 : parts.1
    }

    /// Whether a text says what holds when nobody configures anything.
    ///
    /// **Source**: release 9.3.4, which takes the format of real numbers for every type's, and knows a label of nothing.
    private func isLibraryDefault(_ property: AttributeProperty, _ text: String) -> Bool {
        switch property {
        case .label where text == "No label", .format where text == "%6.2f": true
        case .archivePeriod where LimitValue(text, type: .double)?.double == Double(Int32.max): true
        default: isSame(property, text, property.libraryDefault(for: definition))
        }
    }

    private func isSame(_ property: AttributeProperty, _ left: String, _ right: String) -> Bool {
        if left == right { return true }
        guard !AttributeProperty.texts.contains(property) else { return false }
        // Whole numbers as they are kept, not as they are written.
        if AttributeProperty.limits.contains(property), let a = ConfiguredNumber(left)?.text(as: definition.type),
            let b = ConfiguredNumber(right)?.text(as: definition.type)
        {
            return a == b
        }
        let type: TangoType = AttributeProperty.limits.contains(property) ? definition.type : .double
        guard let a = LimitValue(left, type: type), let b = LimitValue(right, type: type) else { return false }
        // The two halves of a pair are magnitudes.
        return AttributeProperty.criteria.contains(property) ? a.double.magnitude == b.double.magnitude : a == b
    }
}

// MARK: - Labels of an enumeration

extension AttributeConfiguration {
    private mutating func change(
        labels wanted: [String], _ changes: inout AttributePropertyChanges
    ) throws(DevFailed) {
        let old = enumLabels
        let decision = try resolve(labels: wanted)
        guard decision.labels.count == old.count || old.isEmpty else {
            let text = "It's not supported to change enumeration labels number from outside the Tango device class code"
            throw DevFailed(.notSupportedFeature, "\(prefix)\n\(text)", origin: "AttributeConfiguration")
        }
        try take(decision, &changes)
    }

    private mutating func take(
        _ decision: (labels: [String], isStored: Bool), _ changes: inout AttributePropertyChanges
    ) throws(DevFailed) {
        let old = enumLabels
        try checkLabels(decision.labels)
        enumLabels = decision.labels
        let wasWrong = startupErrors.contains { $0.property == AttributeProperty.enumLabelsName }
        guard decision.labels != old || wasWrong else { return }
        if decision.isStored {
            changes.stored[AttributeProperty.enumLabelsName] = decision.labels
        } else {
            changes.deleted.append(AttributeProperty.enumLabelsName)
        }
    }

    private func resolve(labels: [String]) throws(DevFailed) -> (labels: [String], isStored: Bool) {
        guard let first = labels.first else {
            let text = "Device \(deviceName)- Attribute : \(definition.name)"
            throw DevFailed(
                .attributeOptionalProperty, "\(text)- No value defined for the property enum_labels",
                origin: "AttributeConfiguration")
        }
        let reset = labels.count == 1 ? ResetRequest(first) : nil
        switch reset {
        case .library:
            let text = "No enumeration labels default library value for attribute of the Tango::DEV_ENUM data type"
            throw DevFailed(.attributeOptionalProperty, "\(prefix)\n\(text)", origin: "AttributeConfiguration")
        case .user: return (userLabels, classLabels != nil)
        case .classDefault: return (classLabels ?? userLabels, false)
        case nil: break
        }
        if labels == userLabels { return (labels, classLabels != nil) }
        if labels == classLabels { return (labels, false) }
        return (labels, true)
    }

    /// Takes labels from the device's code, which alone may change their number.
    ///
    /// - Returns: What to write to the database.
    ///
    /// **Throws**: `API_AttrOptProp` if two labels are equal or there is none.
    public mutating func setLabels(_ labels: [String]) throws(DevFailed) -> AttributePropertyChanges {
        var next = self
        var changes = AttributePropertyChanges()
        try next.take(next.resolve(labels: labels), &changes)
        next.startupErrors.removeAll { $0.property == AttributeProperty.enumLabelsName }
        self = next
        return changes
    }
}
