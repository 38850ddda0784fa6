import TangoIDL
import TangoTypes

/// What can be asked about elements only if they are numbers; built once per attribute.
struct NumberRules<Element: TangoScalar>: Sendable {
    let findings: @Sendable ([Element], SetValue<Element>?, AttributeLimits) -> AlarmFindings
    let violation: @Sendable ([Element], AttributeLimits) -> LimitViolation?
    let firstNotFinite: @Sendable ([Element]) -> Int?

    /// Nil when elements are no numbers.
    static func make() -> NumberRules? {
        guard let type = Element.self as? any TangoNumber.Type else { return nil }
        return make(type)
    }

    private static func make<Number: TangoNumber>(_ type: Number.Type) -> NumberRules {
        NumberRules(
            findings: { read, set, limits in
                guard let read = read as? [Number] else { return [] }
                let alarms = AlarmLimits<Number>(limits)
                let findings = alarms.check(read)
                guard alarms.comparesWithSetValue, let set, let elements = set.elements as? [Number] else {
                    return findings
                }
                return findings.union(alarms.check(read, against: elements, sinceWrite: set.age))
            },
            violation: { elements, limits in
                guard limits.minValue != nil || limits.maxValue != nil, let numbers = elements as? [Number] else {
                    return nil
                }
                return LimitViolation(numbers, limits)
            },
            firstNotFinite: { elements in
                guard Number.self == Double.self || Number.self == Float.self else { return nil }
                return (elements as? [Number])?.firstIndex { !$0.isFiniteNumber }
            })
    }
}

/// Which limit a value breaks, and where.
struct LimitViolation: Sendable, Equatable {
    enum Side { case below, above }
    var side: Side
    var element: Int

    /// The first element outside the limits; nil when there is none.
    init?<Number: TangoNumber>(_ numbers: [Number], _ limits: AttributeLimits) {
        if let low: Number = limits.minValue?.number(), let index = numbers.firstIndex(where: { $0 < low }) {
            (side, element) = (.below, index)
        } else if let high: Number = limits.maxValue?.number(), let index = numbers.firstIndex(where: { $0 > high }) {
            (side, element) = (.above, index)
        } else {
            return nil
        }
    }
}
