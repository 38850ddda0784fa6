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

    /// Four sums and maxima side by side: one alone waits for the processor's adder, and the order is free.
    private mutating func addFloats<Pixel: BinaryFloatingPoint>(_ pixels: UnsafeBufferPointer<Pixel>) {
        var (sum0, sum1, sum2, sum3) = (0.0, 0.0, 0.0, 0.0)
        let least = -Pixel.infinity
        var (top0, top1, top2, top3) = (least, least, least, least)
        let whole = pixels.count / 4 * 4
        var index = 0
        while index < whole {
            let (a, b, c, d) = (pixels[index], pixels[index &+ 1], pixels[index &+ 2], pixels[index &+ 3])
            sum0 += Double(a)
            sum1 += Double(b)
            sum2 += Double(c)
            sum3 += Double(d)
            // A pixel that is not a number is greater than none.
            top0 = a > top0 ? a : top0
            top1 = b > top1 ? b : top1
            top2 = c > top2 ? c : top2
            top3 = d > top3 ? d : top3
            index &+= 4
        }
        for pixel in pixels[whole...] {
            sum0 += Double(pixel)
            top0 = pixel > top0 ? pixel : top0
        }
        sum += (sum0 + sum1) + (sum2 + sum3)
        let top = Swift.max(Swift.max(top0, top1), Swift.max(top2, top3))
        if top > least { maximum = Swift.max(maximum ?? -.infinity, Double(top)) }
    }
}
