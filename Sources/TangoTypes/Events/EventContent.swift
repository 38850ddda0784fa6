public import TangoIDL

/// What an event about an attribute's value carries.
public enum EventContent: Sendable {
    /// A value, valid or not.
    case value(AttributeValue_5)
    /// Reading failed.
    case error([DevError])

    var quality: AttrQuality {
        switch self {
        case .value(let value): value.quality
        case .error: .ATTR_INVALID
        }
    }

    /// The value of the generation of clients before level 5.
    public static func legacy(_ value: AttributeValue_5) -> AttributeValue_4 {
        AttributeValue_4(
            value: value.value, quality: value.quality, data_format: value.data_format, time: value.time,
            name: value.name, r_dim: value.r_dim, w_dim: value.w_dim, err_list: value.err_list)
    }
}
