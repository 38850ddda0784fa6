import FrameTypes
import Glibc

/// A frame made small: each pixel is the mean of a block, computed while the rows arrive.
struct Thumbnail {
    let width: Int
    let height: Int
    private let geometry: FrameGeometry
    private let step: Int
    private var sums: [Double]
    private var counts: [Int]
    private var row = 0

    /// Fits `geometry` into a square of `side` pixels.
    init(_ geometry: FrameGeometry, side: Int) {
        self.geometry = geometry
        step = max(1, (max(geometry.width, geometry.height) + side - 1) / side)
        width = (geometry.width + step - 1) / step
        height = (geometry.height + step - 1) / step
        sums = Array(repeating: 0, count: width * height)
        counts = Array(repeating: 0, count: width * height)
    }

    /// Takes the next rows, in the byte order of this machine.
    mutating func add(rows bytes: UnsafeRawBufferPointer) {
        add(geometry.pixelType.value, bytes)
    }

    private mutating func add<Pixel: PixelValue>(_: Pixel.Type, _ bytes: UnsafeRawBufferPointer) {
        let stride = MemoryLayout<Pixel>.stride
        for start in Swift.stride(from: 0, to: bytes.count, by: geometry.width * stride) {
            let line = row / step * width
            for column in 0..<geometry.width {
                let value = bytes.loadUnaligned(fromByteOffset: start + column * stride, as: Pixel.self).number
                guard value.isFinite else { continue }
                sums[line + column / step] += value
                counts[line + column / step] += 1
            }
            row += 1
        }
    }

    /// The picture: logarithmic between the darkest and all but the brightest thousandth, because rings are faint.
    var picture: GrayImage {
        let means = zip(sums, counts).map { $1 == 0 ? 0 : $0 / Double($1) }
        let sorted = means.sorted()
        let low = sorted[sorted.count / 100]
        let high = max(sorted[sorted.count - 1 - sorted.count / 1000], low + 1)
        let scale = 1 / (high - low)
        var image = GrayImage(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                let part = min(max((means[y * width + x] - low) * scale, 0), 1)
                image[x, y] = UInt8(255 * log(1 + 99 * part) / log(100))
            }
        }
        return image
    }
}
