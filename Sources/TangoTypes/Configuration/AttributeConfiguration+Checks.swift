import TangoIDL

// What makes a property good, and the exact texts when it is not.
extension AttributeConfiguration {
    /// Takes a value that holds from now on.
    mutating func accept(_ property: AttributeProperty, _ text: String) throws(DevFailed) {
        if let path = AttributeLimits.path(property) {
            try accept(limit: property, text, at: path)
        } else if let path = EventCriteria.path(property) {
            try accept(criterion: property, text, at: path)
        } else if AttributeProperty.periods.contains(property) {
            try accept(period: property, text)
        } else {
            set(property, text)
        }
    }

    private mutating func accept(
        limit property: AttributeProperty, _ text: String, at path: WritableKeyPath<AttributeLimits, LimitValue?>
    ) throws(DevFailed) {
        if ResetRequest(text) != nil {
            limits[keyPath: path] = nil
            return set(property, AttributeProperty.notSpecified)
        }
        guard definition.type.hasLimits else { throw notSettable(property) }
        guard let number = LimitValue(text, type: definition.type) else { throw badFormat(property) }
        limits[keyPath: path] = number
        set(property, text)
    }

    private mutating func accept(
        criterion property: AttributeProperty, _ text: String, at path: WritableKeyPath<EventCriteria, ChangeCriterion>
    ) throws(DevFailed) {
        guard definition.type.hasCriteria || ResetRequest(text) != nil else { throw notSettable(property) }
        guard let criterion = ChangeCriterion(text) else { throw badFormat(property) }
        events[keyPath: path] = criterion
        set(property, criterion.text)
    }

    private mutating func accept(period property: AttributeProperty, _ text: String) throws(DevFailed) {
        let standard = property.libraryDefault(for: definition)
        var value = Int(standard)
        if ResetRequest(text) == nil {
            if property == .deltaT, !definition.type.hasLimits, Int(text.trimmingBlanks()) != 0 {
                throw notSettable(property)
            }
            guard let number = Self.milliseconds(text) else { throw badFormat(property) }
            if number != 0 { value = number }
        }
        switch property {
        case .deltaT: limits.deltaT = value ?? 0
        case .eventPeriod: events.period = value ?? 1000
        default: events.archivePeriod = value
        }
        set(property, value.map(String.init) ?? standard)
    }

    /// Periods were once written as real numbers; the part after the point never counted.
    private static func milliseconds(_ text: String) -> Int? {
        let trimmed = text.trimmingBlanks()
        let number =
            Int(trimmed) ?? Double(trimmed).flatMap { $0.isFinite ? Int(exactly: $0.rounded(.towardZero)) : nil }
        guard let number, number >= 0, number <= Int(Int32.max) else { return nil }
        return number
    }

    /// A lower limit with its upper one.
    static let pairs: [(AttributeProperty, AttributeProperty)] = [
        (.minValue, .maxValue), (.minAlarm, .maxAlarm), (.minWarning, .maxWarning),
    ]

    /// A lower limit must be below its upper one.
    func checkPair(_ low: AttributeProperty, _ high: AttributeProperty) throws(DevFailed) {
        guard let lowPath = AttributeLimits.path(low), let highPath = AttributeLimits.path(high) else { return }
        guard let least = limits[keyPath: lowPath], let greatest = limits[keyPath: highPath] else { return }
        if least < greatest { return }
        throw DevFailed(
            .incoherentValues, "\(prefix)\nValue of \(low.rawValue) is greater than or equal to \(high.rawValue)",
            origin: "AttributeConfiguration")
    }

    /// Read and set value are compared only if both the time and the difference are given.
    func checkRDS() throws(DevFailed) {
        guard (limits.deltaT != 0) != (limits.deltaValue != nil) else { return }
        throw DevFailed(
            .attributeOptionalProperty,
            "RDS alarm properties (delta_t and delta_val) are not correctly defined for attribute \(definition.name)"
                + " in device \(deviceName)", origin: "AttributeConfiguration")
    }

    /// Two values of an enumeration must not look the same.
    func checkLabels(_ labels: [String]) throws(DevFailed) {
        var seen: Set<String> = []
        for label in labels where !seen.insert(label).inserted {
            throw DevFailed(
                .attributeOptionalProperty,
                "Enumeration for attribute \(definition.name) has two similar labels (\(label), \(label))",
                origin: "AttributeConfiguration")
        }
    }

    /// A set value that is kept must stay within the limits.
    func check(memorized value: LimitValue?) throws(DevFailed) {
        guard definition.memorization != .none, let value else { return }
        if let least = limits.minValue, value < least { throw outside(value, "below") }
        if let greatest = limits.maxValue, greatest < value { throw outside(value, "above") }
    }

    private func outside(_ value: LimitValue, _ side: String) -> DevFailed {
        let text = "This attribute is memorized and the memorized value (\(value.text)) is \(side) the new limit!!"
        return DevFailed(.attributeOptionalProperty, "\(prefix)\n\(text)", origin: "AttributeConfiguration")
    }

    private func notSettable(_ property: AttributeProperty) -> DevFailed {
        let text = "The property \(property.rawValue) is not settable for the attribute data type"
        return DevFailed(.attributeOptionalProperty, "\(prefix)\n\(text)", origin: "AttributeConfiguration")
    }

    private func badFormat(_ property: AttributeProperty) -> DevFailed {
        let text = "The property \(property.rawValue) is defined in an unsupported format"
        return DevFailed(.attributeOptionalProperty, "\(prefix)\n\(text)", origin: "AttributeConfiguration")
    }

    /// How most error texts begin.
    var prefix: String { "Device \(deviceName)-> Attribute : \(definition.name)" }
}
