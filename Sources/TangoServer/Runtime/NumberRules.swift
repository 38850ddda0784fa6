import TangoIDL
import TangoTypes

/// What can be asked about attribute data only if the elements are numbers; built once per attribute.
struct NumberRules: Sendable {
    let findings: @Sendable (AttrValUnion, SetValue?, AttributeLimits) -> AlarmFindings
    let violation: @Sendable (AttrValUnion, AttributeLimits) -> LimitViolation?
    let firstNotFinite: @Sendable (AttrValUnion) -> Int?

    /// Nil when elements are no numbers.
    init?<Element: TangoScalar>(_ element: Element.Type) {
        guard let type = Element.self as? any TangoNumber.Type else { return nil }
        self.init(numbers: type)
    }

    private init<Number: TangoNumber>(numbers: Number.Type) {
        findings = { read, set, limits in
            guard let read = Number.elements(read) else { return [] }
            let alarms = AlarmLimits<Number>(limits)
            let findings = alarms.check(read)
            guard alarms.comparesWithSetValue, let set, let elements = Number.elements(set.data) else {
                return findings
            }
            return findings.union(alarms.check(read, against: elements, sinceWrite: set.age))
        }
        violation = { data, limits in
            guard limits.minValue != nil || limits.maxValue != nil, let numbers = Number.elements(data) else {
                return nil
            }
            return LimitViolation(numbers, limits)
        }
        firstNotFinite = Number.firstNotFinite
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
