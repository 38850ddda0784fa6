import POSIXFiles

/// How one property is read from its text: the single place that ties a name to a field and its limits.
struct PropertyRule {
    let name: String
    /// Stores the value, or returns what is allowed.
    let apply: (_ values: [String], _ properties: inout EngineProperties) -> String?

    static func number(
        _ name: String, _ range: ClosedRange<Double>, unit: String, _ field: WritableKeyPath<EngineProperties, Double>
    ) -> PropertyRule {
        PropertyRule(name: name) { values, properties in
            guard let value = Double(word(values)), range.contains(value) else {
                return "a number from \(range.lowerBound) to \(range.upperBound) \(unit)"
            }
            properties[keyPath: field] = value
            return nil
        }
    }

    static func integer<Value: FixedWidthInteger>(
        _ name: String, _ range: ClosedRange<Value>, _ field: WritableKeyPath<EngineProperties, Value>
    ) -> PropertyRule {
        PropertyRule(name: name) { values, properties in
            guard let value = Value(word(values)), range.contains(value) else {
                return "a whole number from \(range.lowerBound) to \(range.upperBound)"
            }
            properties[keyPath: field] = value
            return nil
        }
    }

    static func flag(_ name: String, _ field: WritableKeyPath<EngineProperties, Bool>) -> PropertyRule {
        PropertyRule(name: name) { values, properties in
            switch word(values) {
            case "true", "1", "yes", "on": properties[keyPath: field] = true
            case "false", "0", "no", "off": properties[keyPath: field] = false
            default: return "true or false"
            }
            return nil
        }
    }

    static func directory(_ name: String, _ field: WritableKeyPath<EngineProperties, String>) -> PropertyRule {
        PropertyRule(name: name) { values, properties in
            guard values.count == 1, Paths.isAbsolute(values[0]) else { return "one absolute path" }
            properties[keyPath: field] = values[0]
            return nil
        }
    }

    static func text(_ name: String, _ field: WritableKeyPath<EngineProperties, String>) -> PropertyRule {
        PropertyRule(name: name) { values, properties in
            guard values.count == 1, !values[0].isEmpty else { return "one text that is not empty" }
            properties[keyPath: field] = values[0]
            return nil
        }
    }

    static func optionalText(_ name: String, _ field: WritableKeyPath<EngineProperties, String?>) -> PropertyRule {
        PropertyRule(name: name) { values, properties in
            guard values.count <= 1 else { return "one text, or nothing" }
            properties[keyPath: field] = values.first.flatMap { $0.isEmpty ? nil : $0 }
            return nil
        }
    }

    /// Where something listens; nothing, or `off`, is nowhere.
    static func address(_ name: String, _ field: WritableKeyPath<EngineProperties, String?>) -> PropertyRule {
        PropertyRule(name: name) { values, properties in
            guard values.count == 1 else { return "one address, or off" }
            let text = trimmed(values[0])
            properties[keyPath: field] = text.isEmpty || text.lowercased() == "off" ? nil : text
            return nil
        }
    }

    /// Elements stand one per line or comma; one empty string means an empty list.
    static func elements(_ values: [String]) -> [String] {
        values.flatMap { $0.split { $0 == "," || $0 == "\n" } }.map { trimmed($0) }.filter { !$0.isEmpty }
    }

    /// See ``elements(_:)``.
    static func list(
        _ name: String, _ field: WritableKeyPath<EngineProperties, [String]>, allowed: String = "a list of texts",
        accepts: @escaping (String) -> Bool = { _ in true }
    ) -> PropertyRule {
        PropertyRule(name: name) { values, properties in
            let elements = elements(values)
            guard elements.allSatisfy(accepts) else { return allowed }
            properties[keyPath: field] = elements
            return nil
        }
    }

    /// The server itself needs the least of it: it reads what it has copied, and enters what it has made.
    static func mode(
        _ name: String, _ field: WritableKeyPath<EngineProperties, UInt32?>, atLeast least: UInt32, example: String
    ) -> PropertyRule {
        PropertyRule(name: name) { values, properties in
            let word = word(values)
            let digits = word.hasPrefix("0o") ? String(word.dropFirst(2)) : word
            guard let mode = UInt32(digits, radix: 8), mode <= 0o7777,
                mode & least == least
            else {
                return "octal mode bits such as \(example), at least 0\(String(least, radix: 8))"
            }
            properties[keyPath: field] = mode
            return nil
        }
    }

    /// The one value, without blanks around it and in small letters; empty when there are more.
    static func word(_ values: [String]) -> String { values.count == 1 ? trimmed(values[0]).lowercased() : "" }

    static func trimmed(_ text: some StringProtocol) -> String {
        let kept = text.drop { $0.isWhitespace }
        guard let end = kept.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(kept[...end])
    }
}
