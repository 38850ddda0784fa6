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
        if let number = LimitValue(text, type: definition.type) {
            limits[keyPath: path] = number
            return set(property, text)
        }
        // A whole number may be given with a fraction, which does not count.
        guard let real = Double(text.trimmingBlanks()), real.isFinite,
            let number = Int64(exactly: real.rounded(.towardZero)).map(String.init),
            let limit = LimitValue(number, type: definition.type)
        else { throw badFormat(property) }
        limits[keyPath: path] = limit
        set(property, number)
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
        var number: Int? = ResetRequest(text) == nil ? try milliseconds(property, text) : Int(standard)
        // The greatest number means none to release 9.3.4, which yet keeps it as the period of periodic events.
        let isNone = property != .deltaT && number == Int(Int32.max)
        if isNone { number = Int(standard) }
        switch property {
        case .deltaT: limits.deltaT = number ?? 0
        // What is no period is shown as it was given, and the usual one is used.
        case .eventPeriod: events.period = number.flatMap { $0 > 0 ? $0 : nil } ?? 1000
        default: events.archivePeriod = number.flatMap { $0 > 0 ? $0 : nil }
        }
        set(property, isNone && property == .eventPeriod ? String(Int32.max) : number.map(String.init) ?? standard)
    }

    /// Periods were once written as real numbers; the part after the point never counted. What does not fit becomes the
    /// least number, as in release 9.3.4, which gives the time of the comparison more bits.
    private func milliseconds(_ property: AttributeProperty, _ text: String) throws(DevFailed) -> Int {
        if property == .deltaT, !definition.type.hasLimits { throw notSettable(property) }
        guard let real = Double(text.trimmingBlanks()), real.isFinite else { throw badFormat(property) }
        let whole = real.rounded(.towardZero)
        return property == .deltaT ? Int(exactly: whole) ?? .min : Int(Int32(exactly: whole) ?? .min)
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
            "\(prefix)\nRDS alarm properties (delta_t and delta_val) are not correctly defined for attribute \(definition.name)"
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

    func notSettable(_ property: AttributeProperty) -> DevFailed {
        let text = "The property \(property.rawValue) is not settable for the attribute data type"
        return DevFailed(.attributeOptionalProperty, "\(prefix)\n\(text)", origin: "AttributeConfiguration")
    }

    func badFormat(_ property: AttributeProperty) -> DevFailed {
        let text = "The property \(property.rawValue) is defined in an unsupported format"
        return DevFailed(.attributeOptionalProperty, "\(prefix)\n\(text)", origin: "AttributeConfiguration")
    }

    /// How most error texts begin.
    var prefix: String { "Device \(deviceName)-> Attribute : \(definition.name)" }
}
