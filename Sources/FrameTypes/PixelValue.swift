/// A Swift type that pixels are stored as.
///
/// What is generic over it needs no switch over ``PixelType``.
public protocol PixelValue: BitwiseCopyable, Sendable {
    /// Rounds and limits a number to what the type can hold.
    init(limiting number: Float)
    /// The value as a number. **Unit**: count.
    var number: Double { get }
}

extension PixelType {
    /// The Swift type of a pixel.
    public var value: any PixelValue.Type {
        switch self {
        case .uint8: UInt8.self
        case .uint16: UInt16.self
        case .int16: Int16.self
        case .uint32: UInt32.self
        case .int32: Int32.self
        case .float32: Float.self
        case .float64: Double.self
        }
    }
}

extension Float: PixelValue {
    /// Rounds and limits a number to what the type can hold.
    public init(limiting number: Float) { self = number }
    /// The value as a number. **Unit**: count.
    public var number: Double { Double(self) }
}

extension Double: PixelValue {
    /// Rounds and limits a number to what the type can hold.
    public init(limiting number: Float) { self = Double(number) }
    /// The value as a number. **Unit**: count.
    public var number: Double { self }
}

extension PixelValue where Self: FixedWidthInteger {
    /// Rounds and limits a number to what the type can hold.
    public init(limiting number: Float) {
        // The bounds of 32-bit types are not Float values: comparing with them keeps the conversion from trapping.
        let rounded = number.rounded()
        if rounded >= Float(Self.max) {
            self = .max
        } else if rounded <= Float(Self.min) {
            self = .min
        } else {
            self = Self(rounded)
        }
    }

    /// The value as a number. **Unit**: count.
    public var number: Double { Double(self) }
}

extension UInt8: PixelValue {}
extension UInt16: PixelValue {}
extension Int16: PixelValue {}
extension UInt32: PixelValue {}
extension Int32: PixelValue {}
