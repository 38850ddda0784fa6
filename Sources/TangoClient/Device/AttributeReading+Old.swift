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
    private static let elementTypes: [AttributeDataType: TangoType] = [
        .ATT_BOOL: .boolean, .ATT_SHORT: .short, .ATT_LONG: .long, .ATT_LONG64: .long64, .ATT_FLOAT: .float,
        .ATT_DOUBLE: .double, .ATT_UCHAR: .uchar, .ATT_USHORT: .ushort, .ATT_ULONG: .ulong, .ATT_ULONG64: .ulong64,
        .ATT_STRING: .string, .ATT_STATE: .state, .DEVICE_STATE: .state, .ATT_ENCODED: .encoded,
    ]

    var elementType: Int32 { (Self.elementTypes[discriminator] ?? .void).rawValue }

    init(_ any: CORBAAny) {
        switch any {
        case .booleans(let v): self = .bool_att_value(v)
        case .shorts(let v): self = .short_att_value(v)
        case .longs(let v): self = .long_att_value(v)
        case .longlongs(let v): self = .long64_att_value(v)
        case .floats(let v): self = .float_att_value(v)
        case .doubles(let v): self = .double_att_value(v)
        case .octets(let v): self = .uchar_att_value(v)
        case .ushorts(let v): self = .ushort_att_value(v)
        case .ulongs(let v): self = .ulong_att_value(v)
        case .ulonglongs(let v): self = .ulong64_att_value(v)
        case .strings(let v): self = .string_att_value(v)
        case .states(let v): self = .state_att_value(v)
        case .state(let v): self = .dev_state_att(v)
        case .encoded(let v): self = .encoded_att_value([v])
        case .encodeds(let v): self = .encoded_att_value(v)
        default: self = .union_no_data(true)
        }
    }
}
