import FrameTypes
import Glibc

/// A pixel type read as a number.
protocol PixelNumber: BitwiseCopyable {
    var number: Double { get }
}

extension UInt8: PixelNumber { var number: Double { Double(self) } }
extension UInt16: PixelNumber { var number: Double { Double(self) } }
extension Int16: PixelNumber { var number: Double { Double(self) } }
extension UInt32: PixelNumber { var number: Double { Double(self) } }
extension Int32: PixelNumber { var number: Double { Double(self) } }
extension Float: PixelNumber { var number: Double { Double(self) } }
extension Double: PixelNumber { var number: Double { self } }

extension PixelType {
    /// The Swift type of a pixel.
    var number: any PixelNumber.Type {
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

/// The natural logarithm.
func logarithm(_ value: Double) -> Double { log(value) }
