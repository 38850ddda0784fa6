import FrameTypes

/// Writes TIFF files of every layout that the reader has to understand, by other code than the reader's own.
enum TestTIFF {
    /// Numbers as pixel bytes, least significant first.
    static func bytes(_ values: [Double], _ type: PixelType) -> [UInt8] {
        values.flatMap { value -> [UInt8] in
            switch type {
            case .uint8: [UInt8(value)]
            case .uint16: little(UInt64(UInt16(value)), 2)
            case .int16: little(UInt64(UInt16(bitPattern: Int16(value))), 2)
            case .uint32: little(UInt64(UInt32(value)), 4)
            case .int32: little(UInt64(UInt32(bitPattern: Int32(value))), 4)
            case .float32: little(UInt64(Float(value).bitPattern), 4)
            case .float64: little(value.bitPattern, 8)
            }
        }
    }

    static func little(_ number: UInt64, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: number >> (UInt64($0) * 8)) }
    }

    static func file(_ frame: TestFrame, _ layout: TestFrame.Layout) -> [UInt8] {
        var writer = TestTIFFWriter(
            isBigEndian: layout == .bigEndian || layout == .bigTIFFBigEndian,
            isBigTIFF: layout == .bigTIFF || layout == .bigTIFFBigEndian)
        let blocks = blocks(frame, layout, swap: writer.isBigEndian)
        for page in 0..<(layout == .multipage ? 2 : 1) {
            var offsets: [Int] = []
            for block in blocks {
                if layout == .scattered { writer.bytes += [0xee, 0xee, 0xee, 0xee] }
                offsets.append(writer.bytes.count)
                writer.bytes += page == 0 ? block : block.reversed()
            }
            writer.appendDirectory(tags(frame, layout, offsets: offsets, counts: blocks.map(\.count)))
        }
        return writer.bytes
    }

    private static func blocks(_ frame: TestFrame, _ layout: TestFrame.Layout, swap: Bool) -> [[UInt8]] {
        let size = frame.geometry.pixelType.size
        var pixels = frame.pixels
        if swap {
            for start in stride(from: 0, to: pixels.count, by: size) {
                pixels.replaceSubrange(start..<(start + size), with: pixels[start..<(start + size)].reversed())
            }
        }
        let row = frame.geometry.width * size
        switch layout {
        case .strips, .scattered:
            return stride(from: 0, to: frame.geometry.height, by: stripRows).map {
                Array(pixels[($0 * row)..<min(($0 + stripRows) * row, pixels.count)])
            }
        case .tiled: return tiles(frame.geometry, pixels)
        case .deflate: return [zlib(pixels)]
        default: return [pixels]
        }
    }

    private static let stripRows = 4
    private static let tileSide = 16

    private static func tiles(_ geometry: FrameGeometry, _ pixels: [UInt8]) -> [[UInt8]] {
        let size = geometry.pixelType.size
        var tiles: [[UInt8]] = []
        for top in stride(from: 0, to: geometry.height, by: tileSide) {
            for left in stride(from: 0, to: geometry.width, by: tileSide) {
                var tile: [UInt8] = []
                for y in top..<(top + tileSide) {
                    for x in left..<(left + tileSide) {
                        let isInside = y < geometry.height && x < geometry.width
                        let start = (y * geometry.width + x) * size
                        tile += isInside ? Array(pixels[start..<(start + size)]) : [UInt8](repeating: 0xee, count: size)
                    }
                }
                tiles.append(tile)
            }
        }
        return tiles
    }

    /// A zlib stream of stored blocks.
    private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: bytes.count, by: 65_535) {
            let part = bytes[start..<min(start + 65_535, bytes.count)]
            result.append(part.endIndex == bytes.count ? 1 : 0)
            result += little(UInt64(part.count), 2) + little(UInt64(~UInt16(part.count)), 2) + part
        }
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return result + little(UInt64(high << 16 | low), 4).reversed()
    }

    private static func tags(
        _ frame: TestFrame, _ layout: TestFrame.Layout, offsets: [Int], counts: [Int]
    ) -> [TestTIFFWriter.Tag] {
        let geometry = frame.geometry
        let format =
            switch geometry.pixelType {
            case .uint8, .uint16, .uint32: 1
            case .int16, .int32: 2
            case .float32, .float64: 3
            }
        var tags: [TestTIFFWriter.Tag] = [
            .numbers(256, 3, [geometry.width]), .numbers(257, 3, [geometry.height]),
            .numbers(258, 3, [geometry.pixelType.size * 8]), .numbers(259, 3, [layout == .deflate ? 8 : 1]),
            .text(269, "T:/raw/CeO2-00001.tif"), .numbers(277, 3, [1]), .numbers(284, 3, [1]),
            .text(306, "2017:11:09 23:08:28"), .numbers(339, 3, [format]),
        ]
        if layout == .tiled {
            tags += [
                .numbers(322, 3, [tileSide]), .numbers(323, 3, [tileSide]), .numbers(324, 4, offsets),
                .numbers(325, 4, counts),
            ]
        } else {
            tags += [.numbers(273, 4, offsets), .numbers(279, 4, counts)]
        }
        if layout == .strips || layout == .scattered { tags.append(.numbers(278, 3, [stripRows])) }
        return tags
    }
}
