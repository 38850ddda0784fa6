import TangoIDL

/// Puts the results of several executions of one command into one sequence.
enum AnyJoin {
    /// All elements of all values, in their order; nothing for no values and for commands without result.
    static func join(_ values: [CORBAAny], type: TangoType) -> CORBAAny {
        guard !values.isEmpty else { return .null }
        switch type {
        case .longStringArray: return .longStrings(joinLongStrings(values))
        case .doubleStringArray: return .doubleStrings(joinDoubleStrings(values))
        default: break
        }
        guard let element = type.elementType else { return .null }
        return join(values, element)
    }

    /// How many elements a value has; one for a scalar.
    static func count(_ value: CORBAAny, type: TangoType) -> Int {
        guard let element = type.elementType else { return 1 }
        return count(value, element)
    }

    private static func join<Scalar: TangoScalar>(_ values: [CORBAAny], _ type: Scalar.Type) -> CORBAAny {
        Scalar.anySequence(values.flatMap { elements($0, type) })
    }

    private static func count<Scalar: TangoScalar>(_ value: CORBAAny, _ type: Scalar.Type) -> Int {
        elements(value, type).count
    }

    private static func elements<Scalar: TangoScalar>(_ value: CORBAAny, _ type: Scalar.Type) -> [Scalar] {
        if let elements = Scalar.elements(value) { return elements }
        let single = (Scalar.self as? any CommandValue.Type)?.init(any: value) as? Scalar
        return single.map { [$0] } ?? []
    }

    private static func joinLongStrings(_ values: [CORBAAny]) -> DevVarLongStringArray {
        let both = values.compactMap { DevVarLongStringArray(any: $0) }
        return DevVarLongStringArray(lvalue: both.flatMap(\.lvalue), svalue: both.flatMap(\.svalue))
    }

    private static func joinDoubleStrings(_ values: [CORBAAny]) -> DevVarDoubleStringArray {
        let both = values.compactMap { DevVarDoubleStringArray(any: $0) }
        return DevVarDoubleStringArray(dvalue: both.flatMap(\.dvalue), svalue: both.flatMap(\.svalue))
    }
}
