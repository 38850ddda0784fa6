public import TangoIDL

// What was wrong with the properties when the device started.
extension AttributeConfiguration {
    /// What clients get on every access while a property is wrong, nil if all are good.
    public var startupError: DevFailed? {
        if startupErrors.isEmpty { return nil }
        let sorted = startupErrors.sorted { $0.property < $1.property }
        guard let first = sorted.first?.error.errors.first else { return nil }
        // One error for two properties that are wrong together is told once, and so is the name of the attribute.
        var (ofAttribute, others): ([String], [String]) = ([], [])
        for text in sorted.compactMap(\.error.errors.first?.desc) {
            if text.hasPrefix(prefix + "\n") {
                let alone = String(text.dropFirst(prefix.count + 1))
                if !ofAttribute.contains(alone) { ofAttribute.append(alone) }
            } else if !others.contains(text) {
                others.append(text)
            }
        }
        let lines = (ofAttribute.isEmpty ? [] : [prefix]) + ofAttribute + others + wayOut(sorted.map(\.property))
        return DevFailed(
            .attributeConfiguration, lines.map { "\n" + $0 }.joined(), origin: first.origin)
    }

    /// How properties of events lose what is wrong with them: with the next good change of any other.
    private func wayOut(_ names: [String]) -> [String] {
        let events = names.filter { Self.ofEvents.contains($0) }
        guard !events.isEmpty else { return [] }
        let hint = "Hint : Check also class level attribute properties"
        let resets = "(also 'NaN', 'Not specified' and '' - empty string) for"
        let difference = [AttributeProperty.deltaT, .deltaValue].map(\.rawValue)
        var others = names.filter { !events.contains($0) }
        if Set(difference).isSubset(of: others) {
            others = (others.filter { !difference.contains($0) } + ["rds_alarm"]).sorted()
        }
        guard !others.isEmpty else {
            let which = events.count == 1 ? "above-mentioned property to its" : "above-listed properties to their"
            let condition = "Setting a valid value \(resets) any property for this attribute"
            return ["\(condition) will automatically bring the \(which) library defaults", hint]
        }
        let values = others.count == 1 ? "valid value" : "valid values"
        let effect =
            "will automatically bring \(Self.list(events)) to \(events.count == 1 ? "its" : "their") library defaults"
        return ["Setting \(values) \(resets) \(Self.list(others)) \(effect)", hint]
    }

    private static let ofEvents = Set((AttributeProperty.criteria + [.eventPeriod, .archivePeriod]).map(\.rawValue))

    private static func list(_ names: [String]) -> String {
        guard names.count > 1, let last = names.last else { return names.first ?? "" }
        return "\(names.dropLast().joined(separator: ", ")) and \(last)"
    }
}
