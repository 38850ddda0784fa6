/// The type of one pixel of a frame.
public enum PixelType: String, Sendable, Codable, CaseIterable {
    /// Unsigned 8 bit.
    case uint8
    /// Unsigned 16 bit.
    case uint16
    /// Signed 16 bit.
    case int16
    /// Unsigned 32 bit.
    case uint32
    /// Signed 32 bit.
    case int32
    /// IEEE single precision.
    case float32
    /// IEEE double precision.
    case float64

    /// Size of one pixel. **Unit**: byte.
    public var size: Int {
        switch self {
        case .uint8: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .float64: 8
        }
    }
}
