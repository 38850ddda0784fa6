import TangoIDL
import TangoTypes

/// An element of which the test devices have the same values in both languages.
protocol Sample: TangoScalar {
    static func sample(_ number: Int) -> Self
}

enum Color: Int16, TangoEnum {
    case RED, GREEN, BLUE, BLACK
}

extension Sample where Self: BinaryInteger {
    static func sample(_ number: Int) -> Self { Self(number) }
}

extension UInt8: Sample {}
extension Int16: Sample {}
extension UInt16: Sample {}
extension Int32: Sample {}
extension UInt32: Sample {}
extension Int64: Sample {}
extension UInt64: Sample {}

extension Bool: Sample {
    static func sample(_ number: Int) -> Bool { number % 2 == 1 }
}

extension Float: Sample {
    static func sample(_ number: Int) -> Float { Float(number) + 0.5 }
}

extension Double: Sample {
    static func sample(_ number: Int) -> Double { Double(number) + 0.25 }
}

extension String: Sample {
    static func sample(_ number: Int) -> String { "text \(number)" }
}

extension DevState: Sample {
    static func sample(_ number: Int) -> DevState { [.ON, .OFF, .CLOSE, .OPEN][number % 4] }
}

extension Color: Sample {
    static func sample(_ number: Int) -> Color { [.RED, .GREEN, .BLUE, .BLACK][number % 4] }
}
