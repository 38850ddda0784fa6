import TangoIDL

/// Whether one value differs enough from another to make an event.
enum ValueComparison {
    /// Compares two values of one attribute, both without error and of the same quality.
    static func differs(
        _ old: AttrValUnion, _ new: AttrValUnion, type: TangoType, relative: ChangeCriterion, absolute: ChangeCriterion
    ) -> Bool {
        if let number = type.numberType {
            return numbers(number, old, new, relative: relative, absolute: absolute)
        }
        if case .encoded_att_value(let before) = old, case .encoded_att_value(let after) = new {
            return encoded(before, after, relative: relative, absolute: absolute)
        }
        return old != new
    }

    private static func numbers<Number: TangoNumber>(
        _ type: Number.Type, _ old: AttrValUnion, _ new: AttrValUnion, relative: ChangeCriterion,
        absolute: ChangeCriterion
    ) -> Bool {
        guard let before = Number.elements(old), let after = Number.elements(new) else { return old != new }
        return elements(before, after, relative: relative, absolute: absolute)
    }

    private static func elements<Number: TangoNumber>(
        _ before: [Number], _ after: [Number], relative: ChangeCriterion, absolute: ChangeCriterion
    ) -> Bool {
        if before.count != after.count { return true }
        for index in before.indices where differs(before[index], after[index], relative, absolute) { return true }
        return false
    }

    private static func differs<Number: TangoNumber>(
        _ old: Number, _ new: Number, _ relative: ChangeCriterion, _ absolute: ChangeCriterion
    ) -> Bool {
        let before = old.asDouble
        let after = new.asDouble
        if before.isNaN || after.isNaN { return before.isNaN != after.isNaN }
        let change = after - before
        if absolute.isMet(by: change) { return true }
        guard !relative.isEmpty else { return false }
        if before == 0 { return relative.isMet(by: after == 0 ? 0 : 100) }
        return relative.isMet(by: change * 100 / before)
    }

    private static func encoded(
        _ before: [DevEncoded], _ after: [DevEncoded], relative: ChangeCriterion, absolute: ChangeCriterion
    ) -> Bool {
        guard before.count == after.count else { return true }
        return zip(before, after).contains { old, new in
            old.encoded_format != new.encoded_format || old.encoded_data.count != new.encoded_data.count
                || elements(old.encoded_data, new.encoded_data, relative: relative, absolute: absolute)
        }
    }
}

extension ChangeCriterion {
    /// Whether a signed change is large enough. The last digits of a floating-point difference do not decide.
    func isMet(by change: Double) -> Bool {
        let slack = 1 + 1e-10
        if let fall, -change * slack >= fall { return true }
        if let rise, change * slack >= rise { return true }
        return false
    }
}
