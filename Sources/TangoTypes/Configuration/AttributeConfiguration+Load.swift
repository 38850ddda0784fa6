import TangoIDL

// The values that hold from start.
extension AttributeConfiguration {
    /// Takes each property from its highest source; what is wrong is shown and has no effect.
    mutating func load(_ deviceTexts: [AttributeProperty: String], labels deviceLabels: [String]?) {
        for property in AttributeProperty.allCases {
            guard let text = deviceTexts[property] ?? classDefaults[property] ?? userDefaults[property] else {
                continue
            }
            let standard = property.libraryDefault(for: definition)
            // Present with this text means: not even the defaults of the class and of the code. Texts are shown as they are.
            let isText = AttributeProperty.texts.contains(property)
            let wanted = !isText && ResetRequest(text) == .library ? standard : text
            let count = startupErrors.count
            keepGoing(property.rawValue) { (next) throws(DevFailed) in
                try next.accept(property, try next.storedForm(property, wanted))
            }
            // People shall see limits as they stand there; what makes events is shown as it is in force.
            let isWrong = startupErrors.count > count
            let isShown = AttributeProperty.limits.contains(property) || (property == .deltaT && !isWrong)
            if isShown, isWrong || ResetRequest(text) == nil { set(property, text) }
            if property == .archivePeriod, events.archivePeriod == nil { set(property, standard) }
        }
        for (low, high) in Self.pairs {
            keepGoing(together: [low, high]) { (next) throws(DevFailed) in try next.checkPair(low, high) }
        }
        keepGoing(together: [.deltaT, .deltaValue]) { (next) throws(DevFailed) in try next.checkRDS() }
        loadLabels(deviceLabels ?? classLabels ?? userLabels)
    }

    /// A limit as it comes into force. The other two requests of clients are no values of one, not even where the type has
    /// no limits, and nothing may follow the number.
    private func storedForm(_ property: AttributeProperty, _ text: String) throws(DevFailed) -> String {
        guard AttributeProperty.limits.contains(property), ResetRequest(text) != .library else { return text }
        guard definition.type.hasLimits else { throw notSettable(property) }
        if [.short, .ushort, .uchar, .encoded].contains(definition.type) {
            guard let number = ConfiguredNumber.small(text, as: definition.type) else { throw badFormat(property) }
            return number
        }
        guard let number = ConfiguredNumber(text) else { throw badFormat(property) }
        return number.text(as: definition.type, exactly: text) ?? text
    }

    private mutating func loadLabels(_ labels: [String]) {
        guard definition.type == .enumeration else { return }
        enumLabels = labels
        keepGoing(AttributeProperty.enumLabelsName) { (next) throws(DevFailed) in
            if labels.isEmpty {
                let text = "has the DEV_ENUM data type but there is no enumeration label(s) defined"
                throw DevFailed(.attributeOptionalProperty, "\(next.prefix) \(text)", origin: "AttributeConfiguration")
            }
            try next.checkLabels(labels)
        }
    }

    private mutating func keepGoing(
        _ name: String, _ body: (inout AttributeConfiguration) throws(DevFailed) -> Void
    ) {
        do { try body(&self) } catch { startupErrors.append(StartupError(property: name, error: error)) }
    }

    /// Properties that are wrong only together lose their values together.
    private mutating func keepGoing(
        together properties: [AttributeProperty], _ check: (AttributeConfiguration) throws(DevFailed) -> Void
    ) {
        do { try check(self) } catch {
            for property in properties {
                startupErrors.append(StartupError(property: property.rawValue, error: error))
                ignore(property)
            }
        }
    }

    /// Takes the effect of a wrong property away; its text stays to be seen.
    private mutating func ignore(_ property: AttributeProperty) {
        if let path = AttributeLimits.path(property) { limits[keyPath: path] = nil }
        if property == .deltaT { limits.deltaT = 0 }
    }
}
