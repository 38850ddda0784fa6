public import TangoTypes

/// Levels at which a value becomes a warning or an alarm, as a class sets them by default.
public struct AlarmLevels<Element: TangoScalar>: Sendable {
    var texts: [(property: AttributeProperty, text: String)] = []

    /// No levels.
    public static var none: AlarmLevels { AlarmLevels() }

    private init() {}

    /// The given levels.
    ///
    /// - Parameters:
    ///   - min: At or below it: alarm.
    ///   - max: At or above it: alarm.
    ///   - minWarning: At or below it: warning.
    ///   - maxWarning: At or above it: warning.
    public init(min: Element? = nil, max: Element? = nil, minWarning: Element? = nil, maxWarning: Element? = nil) {
        let pairs: [(AttributeProperty, Element?)] = [
            (.minAlarm, min), (.maxAlarm, max), (.minWarning, minWarning), (.maxWarning, maxWarning),
        ]
        for (field, value) in pairs {
            guard let text = value?.memorizedText else { continue }
            texts.append((field, text))
        }
    }

    /// The same, and an alarm when the value differs from the set value by `delta` for longer than `time` after a write.
    public func readDifferentThanSet(by delta: Element, after time: Duration) -> AlarmLevels {
        var result = self
        result.texts.append((.deltaValue, delta.memorizedText ?? ""))
        result.texts.append((.deltaT, String(time.wholeMilliseconds)))
        return result
    }
}

/// When events are sent, as a class sets it by default.
///
/// A criterion is one number (`"5"`: five in both directions) or two with a comma (`"5,3"`: five down, three up).
public struct EventDefaults: Sendable {
    var texts: [(property: AttributeProperty, text: String)] = []

    /// Nothing set.
    public static let none = EventDefaults()

    /// The given criteria.
    public init(
        absoluteChange: String? = nil, relativeChange: String? = nil, period: Duration? = nil,
        archiveAbsoluteChange: String? = nil, archiveRelativeChange: String? = nil, archivePeriod: Duration? = nil
    ) {
        let pairs: [(AttributeProperty, String?)] = [
            (.absoluteChange, absoluteChange), (.relativeChange, relativeChange),
            (.eventPeriod, period.map { String($0.wholeMilliseconds) }),
            (.archiveAbsoluteChange, archiveAbsoluteChange), (.archiveRelativeChange, archiveRelativeChange),
            (.archivePeriod, archivePeriod.map { String($0.wholeMilliseconds) }),
        ]
        for (field, value) in pairs {
            guard let value else { continue }
            texts.append((field, value))
        }
    }
}

/// Which events of an attribute the device's own code sends, so that clients may subscribe without polling.
public struct PushedEvents: OptionSet, Sendable {
    /// The bits.
    public let rawValue: Int

    /// From bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Change events, every push is sent.
    public static let change = PushedEvents(rawValue: 1)
    /// Archive events, every push is sent.
    public static let archive = PushedEvents(rawValue: 2)
    /// Data-ready events.
    public static let dataReady = PushedEvents(rawValue: 4)
    /// Alarm events, every push is sent.
    public static let alarm = PushedEvents(rawValue: 8)
    /// Pushed change events are sent only when the configured criteria are met.
    public static let detectChange = PushedEvents(rawValue: 16)
    /// Pushed archive events are sent only when the configured criteria are met.
    public static let detectArchive = PushedEvents(rawValue: 32)
    /// Pushed archive events are sent only when the archive criteria are met, where a site has configured any; without
    /// criteria every push is sent, so that archivers can subscribe before somebody has thought about them.
    public static let archiveAsConfigured = PushedEvents(rawValue: 64)
}

extension Duration {
    /// The duration as Tango writes it.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
