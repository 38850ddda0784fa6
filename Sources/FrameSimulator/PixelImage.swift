import FrameTypes

/// The pixels of one frame as they lie in the file: little-endian, row after row from the top.
struct PixelImage: Sendable {
    let geometry: FrameGeometry
    let bytes: [UInt8]
    let statistics: FrameStatistics

    /// Stores `intensities` (**Shape**: rows x columns, row-major) as the pixel type of `geometry`.
    init(_ geometry: FrameGeometry, intensities: [Float]) {
        self = Self.make(geometry.pixelType.value, geometry, intensities)
    }

    private init(geometry: FrameGeometry, bytes: [UInt8], statistics: FrameStatistics) {
        self.geometry = geometry
        self.bytes = bytes
        self.statistics = statistics
    }

    private static func make<P: PixelValue>(_: P.Type, _ geometry: FrameGeometry, _ values: [Float]) -> PixelImage {
        var sum = 0.0
        var greatest = -Double.infinity
        let bytes = [UInt8](unsafeUninitializedCapacity: geometry.byteCount) { buffer, used in
            let pixels = UnsafeMutableRawBufferPointer(buffer)
            values.withUnsafeBufferPointer { values in
                for index in values.indices {
                    let pixel = P(limiting: values[index])
                    pixels.storeBytes(of: pixel, toByteOffset: index * MemoryLayout<P>.stride, as: P.self)
                    let value = pixel.number
                    sum += value
                    greatest = max(greatest, value)
                }
            }
            used = geometry.byteCount
        }
        return PixelImage(geometry: geometry, bytes: bytes, statistics: FrameStatistics(sum: sum, max: greatest))
    }
}
