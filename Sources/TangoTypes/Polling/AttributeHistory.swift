public import TangoIDL

/// Builds the run-length coded history of an attribute.
public enum AttributeHistory {
    /// The history of records that come newest first.
    ///
    /// - Parameters:
    ///   - name: As the client wrote it.
    ///   - definition: Format and type of the attribute.
    ///   - records: Newest first.
    public static func make(
        name: String, definition: AttributeDefinition, _ records: [PollingRecord<AttributeValue_5>]
    ) -> DevAttrHistory_5 {
        var qualities = RunLength<AttrQuality>()
        var readSizes = RunLength<AttributeDim>()
        var setSizes = RunLength<AttributeDim>()
        var errors = RunLength<[DevError]>()
        var data: [AttrValUnion] = []
        let none = AttributeDim(dim_x: 0, dim_y: 0)
        for (offset, record) in records.enumerated() {
            let index = records.count - 1 - offset
            let value = try? record.result.get()
            qualities.add(value?.quality ?? .ATTR_INVALID, at: index)
            readSizes.add(value?.r_dim ?? none, at: index)
            setSizes.add(value?.w_dim ?? none, at: index)
            if case .failure(let failure) = record.result { errors.add(failure.errors, at: index) }
            if let value, value.quality != .ATTR_INVALID {
                // Clients take as many elements as both dimensions say, and a write-only attribute has its value in both.
                data += Array(repeating: value.value, count: definition.writable == .WRITE ? 2 : 1)
            }
        }
        return DevAttrHistory_5(
            name: name, data_format: definition.format, data_type: definition.type.rawValue,
            dates: records.reversed().map(\.time), value: any(data, type: definition.type),
            quals: qualities.values, quals_array: qualities.runs, r_dims: readSizes.values,
            r_dims_array: readSizes.runs, w_dims: setSizes.values, w_dims_array: setSizes.runs,
            errors: errors.values, errors_array: errors.runs)
    }

    /// All elements in one sequence.
    private static func any(_ data: [AttrValUnion], type: TangoType) -> CORBAAny {
        guard !data.isEmpty, let scalar = type.elementType else { return .null }
        return any(data, scalar)
    }

    private static func any<Scalar: TangoScalar>(_ data: [AttrValUnion], _ type: Scalar.Type) -> CORBAAny {
        Scalar.anySequence(
            data.flatMap { value in
                if case .dev_state_att(let state) = value { return Scalar.elements(.state_att_value([state])) ?? [] }
                return Scalar.elements(value) ?? []
            })
    }
}
