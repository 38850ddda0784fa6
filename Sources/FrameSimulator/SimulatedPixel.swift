import FrameTypes

/// A pixel type that a simulated intensity can be stored as.
protocol SimulatedPixel: BitwiseCopyable {
    /// Rounds and limits `intensity` to what the type can hold.
    init(intensity: Float)
    /// The value. **Unit**: count.
    var count: Double { get }
}

extension Float: SimulatedPixel {
    init(intensity: Float) { self = intensity }
    var count: Double { Double(self) }
}

extension Double: SimulatedPixel {
    init(intensity: Float) { self = Double(intensity) }
    var count: Double { self }
}

extension SimulatedPixel where Self: FixedWidthInteger {
    var count: Double { Double(self) }

    init(intensity: Float) {
        // The bounds of 32-bit types are not Float values: comparing with them keeps the conversion from trapping.
        let rounded = intensity.rounded()
        if rounded >= Float(Self.max) {
            self = .max
        } else if rounded <= Float(Self.min) {
            self = .min
        } else {
            self = Self(rounded)
        }
    }
}

extension UInt8: SimulatedPixel {}
extension UInt16: SimulatedPixel {}
extension Int16: SimulatedPixel {}
extension UInt32: SimulatedPixel {}
extension Int32: SimulatedPixel {}

extension PixelType {
    /// The Swift type of a pixel; everything else is generic over it.
    var simulated: any SimulatedPixel.Type {
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

    /// Whether the detector program subtracts the dark before it writes this type, so that values below zero are normal.
    var isSubtracted: Bool { self == .float32 || self == .float64 }
}
