import Glibc
import TangoTypes

/// Makes up values: random numbers, a sine, a cone of light near the centre of an image.
struct TestPattern {
    /// Elements of a spectrum.
    static let rowLength = 256
    /// Columns and rows of an image.
    static let imageSide = 251
    /// Random numbers are below this, so that they fit all types.
    static let limit = 256

    /// Degrees by which the sine has moved.
    var angle = 0
    private var random = SystemRandomNumberGenerator()
    private var state: UInt64

    init() { state = random.next() }

    // MARK: Elements

    /// A random number in 0..<`limit`, or zero when there is none but zero.
    ///
    /// A linear congruential step and a multiplication: 63001 of them make an image, and nothing depends on their quality.
    mutating func number(below limit: Int = TestPattern.limit) -> Int {
        guard limit > 1 else { return 0 }
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(((state >> 32) &* UInt64(min(limit, Int(Int32.max)))) >> 32)
    }

    /// A random number below a set value of any type; numbers that are too large for 32 bits count as the largest.
    mutating func number<Number: BinaryInteger>(below setpoint: Number) -> Number {
        Number(truncatingIfNeeded: number(below: Int(clamping: setpoint)))
    }

    /// A random whole number below a set value.
    mutating func number(below setpoint: Float) -> Float {
        Float(number(below: setpoint < Float(Int32.max) ? Int(max(setpoint, 0)) : Int(Int32.max)))
    }

    /// A random number as any type of number: all hold what is below ``limit``.
    mutating func element<Element: Numeric>() -> Element { Element(exactly: number()) ?? .zero }

    /// True or false.
    mutating func coin() -> Bool { number(below: 2) == 1 }

    /// The sine of the present angle, and of later ones.
    func sine(amplitude: Double, later degrees: Int = 0) -> Double {
        amplitude * sin(Double(degrees + angle % 360) * Double.pi / 180)
    }

    // MARK: Spectra and images

    /// A spectrum; the closure makes an element for its index.
    mutating func row<Element: TangoScalar>(_ make: (inout TestPattern, Int) -> Element) -> [Element] {
        (0..<Self.rowLength).map { make(&self, $0) }
    }

    /// A square image; the closure makes an element for its column and row.
    mutating func image<Element: TangoScalar>(
        side: Int = TestPattern.imageSide, _ make: (inout TestPattern, Int, Int) -> Element
    ) -> Image<Element> {
        var pixels: [Element] = []
        pixels.reserveCapacity(side * side)
        for row in 0..<side {
            for column in 0..<side { pixels.append(make(&self, column, row)) }
        }
        return Image(width: side, pixels: pixels)
    }

    /// A cone near the centre: highest in its middle, zero from its rim on.
    mutating func cone<Element: TangoNumber & Numeric>() -> Image<Element> {
        let side = Self.imageSide
        let height = side / 8 + deviation(below: side / 40)
        let centre = (x: side / 2 + deviation(below: side / 20), y: side / 2 + deviation(below: side / 20))
        var pixels = [Element](repeating: .zero, count: side * side)
        for y in -height..<height {
            for x in -height..<height {
                let value = height - Int(Double(x * x + y * y).squareRoot())
                guard value > 0 else { continue }
                pixels[(centre.y + y) * side + centre.x + x] = Element(exactly: value) ?? .zero
            }
        }
        return Image(width: side, pixels: pixels)
    }

    private mutating func deviation(below limit: Int) -> Int {
        let size = number(below: limit)
        return coin() ? size : -size
    }
}
