import FrameTypes

/// Sum and maximum of pixels that arrive in pieces, in the byte order of this machine.
struct PixelStatistics {
    private let pixelType: PixelType
    private var sum = 0.0
    private var maximum: Double?
    private var count = 0

    init(_ pixelType: PixelType) { self.pixelType = pixelType }

    /// The counters so far.
    var result: FrameStatistics { FrameStatistics(sum: sum, max: maximum ?? (count > 0 ? .nan : 0)) }

    /// Takes a piece of whole pixels that begins on a multiple of their size in memory.
    mutating func add(_ piece: UnsafeRawBufferPointer) {
        count += piece.count / pixelType.size
        switch pixelType {
        case .uint8: addIntegers(piece.bindMemory(to: UInt8.self))
        case .uint16: addIntegers(piece.bindMemory(to: UInt16.self))
        case .int16: addIntegers(piece.bindMemory(to: Int16.self))
        case .uint32: addIntegers(piece.bindMemory(to: UInt32.self))
        case .int32: addIntegers(piece.bindMemory(to: Int32.self))
        case .float32: addFloats(piece.bindMemory(to: Float.self))
        case .float64: addFloats(piece.bindMemory(to: Double.self))
        }
    }

    /// A piece of 2^31 pixels of 32 bits still fits; pieces are far smaller.
    private mutating func addIntegers<Pixel: FixedWidthInteger>(_ pixels: UnsafeBufferPointer<Pixel>) {
        var total: Int64 = 0
        var greatest = Pixel.min
        for pixel in pixels {
            total &+= Int64(truncatingIfNeeded: pixel)
            greatest = pixel > greatest ? pixel : greatest
        }
        guard !pixels.isEmpty else { return }
        sum += Double(total)
        maximum = Swift.max(maximum ?? -.infinity, Double(greatest))
    }

    /// Eight sums side by side: one alone waits for the processor's adder, and the order of additions is free.
    private mutating func addFloats<Pixel: BinaryFloatingPoint>(_ pixels: UnsafeBufferPointer<Pixel>)
    where Pixel: SIMDScalar {
        var sums = SIMD8<Double>.zero
        var greatest = -Pixel.infinity
        let whole = pixels.count / 8 * 8
        var index = 0
        while index < whole {
            for lane in 0..<8 {
                let pixel = pixels[index &+ lane]
                sums[lane] += Double(pixel)
                greatest = pixel > greatest ? pixel : greatest
            }
            index &+= 8
        }
        for pixel in pixels[whole...] {
            sums[0] += Double(pixel)
            greatest = pixel > greatest ? pixel : greatest
        }
        sum += sums.sum()
        if greatest > -Pixel.infinity { maximum = Swift.max(maximum ?? -.infinity, Double(greatest)) }
    }
}
