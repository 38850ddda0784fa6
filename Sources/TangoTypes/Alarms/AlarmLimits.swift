/// The alarm limits of one attribute in its own type, made once per configuration and used for every reading.
public struct AlarmLimits<Number: TangoNumber>: Sendable {
    private let minAlarm: Number?
    private let maxAlarm: Number?
    private let minWarning: Number?
    private let maxWarning: Number?
    private let difference: Double?
    private let delay: Duration

    /// Takes the limits of a configuration.
    public init(_ limits: AttributeLimits) {
        minAlarm = limits.minAlarm?.number()
        maxAlarm = limits.maxAlarm?.number()
        minWarning = limits.minWarning?.number()
        maxWarning = limits.maxWarning?.number()
        difference = limits.hasRDS ? limits.deltaValue?.double : nil
        delay = .milliseconds(limits.deltaT)
    }

    /// Whether read and set value are compared.
    public var comparesWithSetValue: Bool { difference != nil }

    /// Compares every element with the limits; one that crosses a limit is enough. A warning is looked for only where
    /// there is no alarm. Not a number crosses nothing.
    public func check(_ values: [Number]) -> AlarmFindings {
        var findings: AlarmFindings = []
        if let minAlarm, values.contains(where: { $0 <= minAlarm }) { findings.insert(.tooLow) }
        if let maxAlarm, values.contains(where: { $0 >= maxAlarm }) { findings.insert(.tooHigh) }
        guard findings.isEmpty else { return findings }
        if let minWarning, values.contains(where: { $0 <= minWarning }) { findings.insert(.warningLow) }
        if let maxWarning, values.contains(where: { $0 >= maxWarning }) { findings.insert(.warningHigh) }
        return findings
    }

    /// Compares the read with the set value, once the configured time since the last write is over.
    ///
    /// - Parameters:
    ///   - values: What was read.
    ///   - setValues: What was written last.
    ///   - sinceWrite: How long ago that was; nil: never.
    public func check(_ values: [Number], against setValues: [Number], sinceWrite: Duration?) -> AlarmFindings {
        guard let difference, let sinceWrite, sinceWrite >= delay else { return [] }
        let differs = zip(values, setValues).contains { ($0.asDouble - $1.asDouble).magnitude >= difference }
        return differs ? .readDiffersFromSet : []
    }
}

extension LimitValue {
    /// The limit as a number of the attribute's own type; nil for another type.
    public func number<Number: TangoNumber>(as type: Number.Type = Number.self) -> Number? {
        Number(limit: self)
    }
}
