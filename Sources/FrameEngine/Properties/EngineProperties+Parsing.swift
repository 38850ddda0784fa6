import FrameTypes
import POSIXFiles

extension EngineProperties {
    /// Properties with what was wrong about them.
    public struct Parsed: Sendable {
        /// Usable values; a wrong one kept its default.
        public var properties: EngineProperties
        /// One per wrong value.
        public var problems: [PropertyProblem]
    }

    /// Reads properties from their texts: names without regard to case, unknown names are left alone.
    ///
    /// - Parameters:
    ///   - texts: what the configuration holds, by property name.
    ///   - instance: server instance, for the defaults.
    public static func parse(_ texts: [String: [String]], instance: String) -> Parsed {
        var properties = EngineProperties(instance: instance)
        var problems: [PropertyProblem] = []
        let given = Dictionary(texts.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
        for rule in rules {
            guard let values = given[rule.name.lowercased()], !values.isEmpty else { continue }
            if let allowed = rule.apply(values, &properties) {
                problems.append(
                    PropertyProblem(property: rule.name, value: values.joined(separator: ", "), allowed: allowed))
            }
            // What lies below the state directory by default follows it.
            if rule.name == "StateDir" {
                properties.remoteDirectory = properties.stateDirectory + "/archive"
                properties.ledger = properties.stateDirectory + "/ledger.sqlite"
            }
        }
        return Parsed(properties: properties, problems: problems)
    }

    /// Names of all properties, in the order in which they are documented.
    public static var names: [String] { rules.map(\.name) }

    private static var rules: [PropertyRule] { placeRules + timingRules + patternRules + archiveRules + outsideRules }

    private static var placeRules: [PropertyRule] {
        [
            .directory("StateDir", \.stateDirectory),
            .directory("RawDir", \.rawDirectory),
            .directory("TempDir", \.temporaryDirectory),
            .directory("ProcessedDir", \.processedDirectory),
            PropertyRule(name: "RemoteRoot") { values, properties in
                guard values.count == 1, values[0].isEmpty || Paths.isAbsolute(values[0]) else {
                    return "one absolute path, or nothing"
                }
                properties.remoteRoot = values[0].isEmpty ? nil : values[0]
                return nil
            },
            .text("RemoteDir", \.remoteDirectory),
            PropertyRule(name: "Ledger") { values, properties in
                guard values.count == 1, Paths.isAbsolute(values[0]) else {
                    return "the absolute path of an SQLite file (PostgreSQL is not built yet)"
                }
                properties.ledger = values[0]
                return nil
            },
        ]
    }

    private static var timingRules: [PropertyRule] {
        [
            .flag("AutoStart", \.autoStart),
            .number("TickInterval", EngineLimits.tickInterval, unit: "s", \.tickInterval),
            .integer("MaxSubProcess", EngineLimits.maxSubProcesses, \.maxSubProcesses),
            .integer("MinFileSize", 0...Int64.max, \.minFileSize),
            .number("MinFileAge", 0...86_400, unit: "s", \.minFileAge),
            .number("SidecarWait", 0...86_400, unit: "s", \.sidecarWait),
            .number("IncompleteWait", 0...864_000, unit: "s", \.incompleteWait),
            .number("RunDrainTime", 0...86_400, unit: "s", \.runDrainTime),
            .flag("SettleOnClose", \.settleOnClose),
        ]
    }

    private static var patternRules: [PropertyRule] {
        let globs = "a list of globs (*, ?, [ ]) on base names, without /"
        let isGlob = { (text: String) in Glob(text) != nil }
        return [
            .list("FramePatterns", \.framePatterns, allowed: globs, accepts: isGlob),
            .list("DiscardPatterns", \.discardPatterns, allowed: globs, accepts: isGlob),
            .list("SidecarSuffixes", \.sidecarSuffixes, allowed: "a list of suffixes without /") { !$0.contains("/") },
        ]
    }

    private static var archiveRules: [PropertyRule] {
        [
            .list("PluginDirs", \.pluginDirectories, allowed: "a list of absolute paths", accepts: Paths.isAbsolute),
            PropertyRule(name: "Verify") { values, properties in
                guard let value = Verification(rawValue: PropertyRule.word(values)) else {
                    return "size or hash"
                }
                properties.verification = value
                return nil
            },
            .flag("Durable", \.durable),
            .optionalText("FileOwner", \.fileOwner),
            .mode("FileMode", \.fileMode, atLeast: 0o400, example: "0644"),
            .mode("DirectoryMode", \.directoryMode, atLeast: 0o700, example: "0755"),
        ]
    }

    private static func isHostAndPort(_ text: String) -> Bool {
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex else { return false }
        return UInt16(text[text.index(after: colon)...]) != nil
    }

    private static func isKeyAndPath(_ text: String) -> Bool {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && !parts.contains { $0.isEmpty }
    }

    private static var outsideRules: [PropertyRule] {
        [
            PropertyRule(name: "Memcached") { values, properties in
                let elements = PropertyRule.elements(values)
                guard let host = elements.first, host.lowercased() != "off" else { return nil }
                guard isHostAndPort(host), elements.dropFirst().allSatisfy(isKeyAndPath) else {
                    return "host:port, then elements key=nexus/path"
                }
                properties.memcached = elements
                return nil
            },
            .address("DocumentsProxy", \.documentsProxy),
            .address("StreamEndpoint", \.streamEndpoint),
            PropertyRule(name: "Executor") { values, properties in
                guard PropertyRule.word(values) == "local" else { return "local (slurm is not built yet)" }
                properties.executor = "local"
                return nil
            },
        ]
    }
}

/// Limits that hold for properties and for writes alike.
public enum EngineLimits {
    /// **Unit**: s.
    public static let tickInterval = 0.01...3600.0
    /// Worker processes at once.
    public static let maxSubProcesses = 1...64
}
