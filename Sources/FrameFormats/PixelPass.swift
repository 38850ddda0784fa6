import FrameTypes
import Hashing

/// What is done with every piece of pixels on its way: byte order, hash, counters.
struct PixelPass: ~Copyable {
    private let pixelSize: Int
    private let swapsBytes: Bool
    private var hash = ContentHash()
    private var counters: PixelStatistics

    init(_ pixelType: PixelType, swapsBytes: Bool) {
        pixelSize = pixelType.size
        self.swapsBytes = swapsBytes
        counters = PixelStatistics(pixelType)
    }

    /// Hash of the pixel bytes as delivered.
    var checksum: String { hash.hexadecimal }

    /// Counters of the pixels.
    var statistics: FrameStatistics { counters.result }

    /// Takes a piece of whole pixels; afterwards it is little-endian.
    mutating func take(_ piece: UnsafeMutableRawBufferPointer) {
        if swapsBytes { swap(piece) }
        hash.update(UnsafeRawBufferPointer(piece))
        counters.add(UnsafeRawBufferPointer(piece))
    }

    private func swap(_ piece: UnsafeMutableRawBufferPointer) {
        switch pixelSize {
        case 2:
            for (index, pixel) in piece.bindMemory(to: UInt16.self).enumerated() {
                store(pixel.byteSwapped, index, piece)
            }
        case 4:
            for (index, pixel) in piece.bindMemory(to: UInt32.self).enumerated() {
                store(pixel.byteSwapped, index, piece)
            }
        case 8:
            for (index, pixel) in piece.bindMemory(to: UInt64.self).enumerated() {
                store(pixel.byteSwapped, index, piece)
            }
        default: break
        }
    }

    private func store<Pixel: FixedWidthInteger & BitwiseCopyable>(
        _ pixel: Pixel, _ index: Int, _ piece: UnsafeMutableRawBufferPointer
    ) {
        piece.storeBytes(of: pixel, toByteOffset: index * MemoryLayout<Pixel>.size, as: Pixel.self)
    }
}
