import TangoIDL
import TangoTypes

/// The typed half of State and Status, which the device computes and nobody writes.
final class BuiltInValues: AttributeValues {
    private let isState: Bool

    init(state isState: Bool) { self.isState = isState }

    func holds<Other: TangoValue>(_ type: Other.Type) -> Bool { false }

    func outcome<Other: TangoValue>(
        of value: Other, _ quality: AttrQuality, at time: TimeVal, setFrom partner: (any AttributeValues)?,
        limits: AttributeLimits
    ) -> ReadOutcome? { nil }

    func read(setFrom partner: (any AttributeValues)?, limits: AttributeLimits) throws -> ReadOutcome {
        throw DevFailed(.notSupported, "State and Status are computed by the device", origin: "BuiltInValues.read")
    }

    var current: SetValue? { nil }
    func keep(_ value: SetValue) {}
    func exchange(_ value: SetValue) -> SetValue? { nil }
    func show(_ value: SetValue) {}

    var setSample: AttributeSample { .none(at: .now) }

    func check(_ request: WriteRequest, against rules: WriteRules) throws(DevFailed) {
        throw DevFailed(.attributeNotWritable, "State and Status are not writable", origin: "BuiltInValues.check")
    }

    var memorizedText: String? { nil }
    func first(_ data: AttrValUnion) -> AttrValUnion { data }
    func write(_ data: AttrValUnion, shape: ValueShape) throws {}
    func data(memorizedText: String) -> AttrValUnion? { nil }
    func setValueViolates(_ limits: AttributeLimits) -> LimitViolation? { nil }

    func any(_ data: AttrValUnion) -> CORBAAny {
        switch data {
        case .dev_state_att(let state): .state(state)
        case .string_att_value(let texts): .strings(texts)
        default: .null
        }
    }

    func data(_ any: CORBAAny) -> AttrValUnion? { nil }
}
