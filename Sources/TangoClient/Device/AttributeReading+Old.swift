internal import TangoIDL
internal import TangoTypes

extension AttributeReading {
    /// From a device of level 4, which does not tell the type: it follows from the data.
    init(_ old: AttributeValue_4) {
        self.init(
            AttributeValue_5(
                value: old.value, quality: old.quality, data_format: old.data_format, data_type: old.value.elementType,
                time: old.time, name: old.name, r_dim: old.r_dim, w_dim: old.w_dim, err_list: old.err_list))
    }

    /// From a device of level 3, whose value is an `any`.
    init(_ old: AttributeValue_3) {
        let value = AttrValUnion(old.value)
        let format: AttrDataFormat =
            old.r_dim.dim_y > 0 ? .IMAGE : old.r_dim.dim_x == 1 && old.r_dim.dim_y == 0 ? .SCALAR : .SPECTRUM
        self.init(
            AttributeValue_5(
                value: value, quality: old.quality, data_format: format, data_type: value.elementType, time: old.time,
                name: old.name, r_dim: old.r_dim, w_dim: old.w_dim, err_list: old.err_list))
    }
}

extension AttrValUnion {
    /// The number of the elements' type.
    fileprivate var elementType: Int32 {
        if case .dev_state_att = self { return TangoType.state.rawValue }
        return (TangoScalars.all.first { $0.elements(self) != nil }?.tangoType ?? .void).rawValue
    }

    /// From a sequence, or from a single state or encoded value; nothing from anything else.
    fileprivate init(_ any: CORBAAny) {
        switch any {
        case .state(let value): self = .dev_state_att(value)
        case .encoded(let value): self = .encoded_att_value([value])
        default: self = TangoScalars.all.lazy.compactMap { $0.attributeData(any) }.first ?? .union_no_data(true)
        }
    }
}

extension TangoScalar {
    /// The sequence of this type in an `any` as attribute data; nil when it holds something else.
    fileprivate static func attributeData(_ any: CORBAAny) -> AttrValUnion? { elements(any).map { attributeData($0) } }
}
