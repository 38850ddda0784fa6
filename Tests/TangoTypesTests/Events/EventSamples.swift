import TangoIDL
import TangoTypes

/// A reading of the double `volt`.
func sample(
    _ values: [Double], quality: AttrQuality = .ATTR_VALID, type: TangoType = .double
) -> EventContent {
    sample(.double_att_value(values), count: values.count, quality: quality, type: type)
}

/// A reading of any type.
func sample(
    _ data: AttrValUnion, count: Int = 1, quality: AttrQuality = .ATTR_VALID, type: TangoType = .double
) -> EventContent {
    let isEmpty = quality == .ATTR_INVALID
    return .value(
        AttributeValue_5(
            value: isEmpty ? .union_no_data(true) : data, quality: quality, data_format: .SPECTRUM,
            data_type: type.rawValue, time: TimeVal(tv_sec: 0, tv_usec: 0, tv_nsec: 0), name: "volt",
            r_dim: AttributeDim(dim_x: isEmpty ? 0 : Int32(count), dim_y: 0),
            w_dim: AttributeDim(dim_x: 0, dim_y: 0), err_list: []))
}

/// A failed reading.
func failure(_ reason: String = "API_X") -> EventContent {
    .error([DevError(reason: reason, severity: .ERR, desc: "d", origin: "o")])
}
