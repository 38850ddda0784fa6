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
        for (low, high) in Self.pairs { try next.checkPair(low, high) }
        try next.checkRDS()
        try next.check(memorized: setValue)
        let labelsGiven = request.enumLabels != nil
        next.startupErrors.removeAll { error in
            guard let property = AttributeProperty(rawValue: error.property) else { return labelsGiven }
            return request.texts[property] != nil
        }
        self = next
        return changes
    }

    private mutating func change(
        _ property: AttributeProperty, to text: String, _ changes: inout AttributePropertyChanges
    ) throws(DevFailed) {
        let old = self.text(property)
        let decision = try resolve(property, text)
        try accept(property, decision.value)
        // A property that was wrong at start shows its default: only its removal makes the device good again.
        let wasWrong = startupErrors.contains { $0.property == property.rawValue }
        guard self.text(property) != old || wasWrong else { return }
        if decision.isStored {
            changes.stored[property.rawValue] = [self.text(property)]
        } else {
            changes.deleted.append(property.rawValue)
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
        return Decision(value: "\(low.value),\(high.value)", isStored: low.isStored || high.isStored)
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
        if ofClass == nil, isSame(property, text, library) {
            return Decision(value: text, isStored: user != nil)
        }
        return Decision(value: text, isStored: true)
    }

    private func half(_ text: String?, _ part: Int?) -> String? {
        guard let text, let part else { return text }
        guard let parts = ChangeCriterion.parts(of: text) else { return text }
        return part == 0 ? parts.0 : parts.1
    }

    private func isSame(_ property: AttributeProperty, _ left: String, _ right: String) -> Bool {
        if left == right { return true }
        guard !AttributeProperty.texts.contains(property) else { return false }
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
    /// **Throws**: `API_AttrOptProp` if two labels are equal.
    public mutating func setLabels(_ labels: [String]) throws(DevFailed) {
        try checkLabels(labels)
        enumLabels = labels
        startupErrors.removeAll { $0.property == AttributeProperty.enumLabelsName }
    }
}
