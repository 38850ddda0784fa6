import TangoIDL
import TangoTypes

extension TypedAttributeValues {
    /// The size that a client gave must fit the attribute, whatever it sent.
    func checkBounds(_ shape: ValueShape) throws(DevFailed) {
        guard definition.format != .SCALAR else { return }
        if shape.x > definition.maxX { throw beyond("X", .outsideLimit) }
        if shape.y > definition.maxY { throw beyond("Y", .outsideLimit) }
    }

    /// The number of elements must be that of the size.
    func checkCount(_ count: Int, _ shape: ValueShape) throws(DevFailed) {
        // Two negative numbers would multiply to a good count.
        guard definition.format == .SCALAR || shape.x >= 0 && shape.y >= 0 else {
            throw wrongCount
        }
        // More than one element for a scalar passes as in release 9.3.4, which takes the first.
        guard count == shape.count, count > 0 || definition.format != .SCALAR else { throw wrongCount }
    }

    private var wrongCount: DevFailed {
        DevFailed(.incorrectDataNumber, "Incorrect data number", origin: Self.checkOrigin)
    }

    private static var checkOrigin: String { "WAttribute::check_written_value()" }

    private func beyond(_ direction: String, _ reason: Reason) -> DevFailed {
        DevFailed(
            reason, "\(direction) dimesion is greater than the max defined for attribute \(definition.name)",
            origin: "DeviceImpl::write_attributes")
    }

    /// The error for data of another type.
    func wrongType(_ data: AttrValUnion) -> DevFailed {
        let type = definition.type == .enumeration ? TangoType.shortArray : definition.type.arrayType
        return DevFailed(
            .incompatibleAttributeData,
            "Incompatible attribute type, expected type is : \(type.qualifiedName) (even for single value)",
            origin: Self.checkOrigin)
    }

    /// The error for NaN and infinities.
    func notFinite(at index: Int) -> DevFailed {
        DevFailed(
            .outsideLimit,
            "Set value for attribute \(definition.name) is a NaN or INF value (at least element \(index))",
            origin: Self.checkOrigin)
    }

    /// The error for a value outside the limits.
    func outside(_ violation: LimitViolation) -> DevFailed {
        let side = violation.side == .below ? "below the minimum" : "above the maximum"
        let element = "(at least element \(violation.element))"
        return DevFailed(
            .outsideLimit, "Set value for attribute \(definition.name) is \(side) authorized \(element)",
            origin: Self.checkOrigin)
    }

    /// The error for a number that has no label; nil when there is none.
    func badLabel(_ data: AttrValUnion, _ rules: WriteRules) -> DevFailed? {
        guard definition.type == .enumeration, case .short_att_value(let numbers) = data else { return nil }
        let labels = rules.enumLabels
        guard let index = numbers.firstIndex(where: { $0 < 0 || Int($0) >= labels }) else { return nil }
        // Release 9 names the last label, release 10 their number.
        let limit = rules.level >= .six ? labels : labels - 1
        return DevFailed(
            .outsideLimit,
            "Set value for attribute \(definition.name) is negative or above the maximun authorized (\(limit)) "
                + "for at least element \(index)", origin: Self.checkOrigin)
    }
}
