import TangoIDL
import TangoTypes

/// The typed half of a forwarded attribute: it only converts, as every value is kept by the root.
final class RootValues: AttributeValues {
    private let type: (any TangoScalar.Type)?
    private let numbers: NumberRules?

    init(_ type: TangoType) {
        self.type = type.elementType
        numbers = self.type.flatMap { $0.rules }
    }

    /// Which limits a value has crossed, in the words of the status; the quality alone is the root's.
    func findings(_ value: AttributeValue_5, _ limits: AttributeLimits) -> AlarmFindings {
        guard value.quality == .ATTR_ALARM || value.quality == .ATTR_WARNING, limits.hasAlarm, let numbers,
            let read = type?.first(ValueShape(value.r_dim).count, of: value.value)
        else { return [] }
        return numbers.findings(read, nil, limits)
    }

    func read(setFrom partner: (any AttributeValues)?, limits: AttributeLimits) throws -> ReadOutcome {
        throw DevFailed(.notSupported, "A forwarded attribute is read at its root", origin: "RootValues.read")
    }

    func holds<Other: TangoValue>(_ type: Other.Type) -> Bool { false }

    func outcome<Other: TangoValue>(
        of value: Other, _ quality: AttrQuality, at time: TimeVal, setFrom partner: (any AttributeValues)?,
        limits: AttributeLimits
    ) -> ReadOutcome? { nil }

    var current: SetValue? { nil }
    func keep(_ value: SetValue) {}
    func exchange(_ value: SetValue) -> SetValue? { nil }
    func show(_ value: SetValue) {}
    var setSample: AttributeSample { .none(at: .now) }
    func check(_ request: WriteRequest, against rules: WriteRules) throws(DevFailed) {}
    func first(_ data: AttrValUnion) -> AttrValUnion { data }
    func write(_ data: AttrValUnion, shape: ValueShape) throws {}
    var memorizedText: String? { nil }
    func data(memorizedText: String) -> AttrValUnion? { nil }
    func setValueViolates(_ limits: AttributeLimits) -> LimitViolation? { nil }

    func any(_ data: AttrValUnion) -> CORBAAny { type?.anySequence(ofData: data) ?? .null }

    func data(_ any: CORBAAny) -> AttrValUnion? { type?.attributeData(ofAny: any) }
}

extension TangoScalar {
    fileprivate static var rules: NumberRules? { NumberRules(Self.self) }

    fileprivate static func first(_ count: Int, of data: AttrValUnion) -> AttrValUnion? {
        elements(data).map { attributeData(Array($0.prefix(count))) }
    }

    fileprivate static func anySequence(ofData data: AttrValUnion) -> CORBAAny {
        elements(data).map(anySequence) ?? .null
    }

    fileprivate static func attributeData(ofAny any: CORBAAny) -> AttrValUnion? {
        elements(any).map { attributeData($0) }
    }
}
