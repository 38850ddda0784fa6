import FrameTypes

/// From rows as they are stored to rows of whole numbers.
extension TIFFLayout {
    /// Rows of strips or tiles of one plane.
    var bands: Int { (height - 1) / blockHeight + 1 }

    /// Size of a row of one plane. **Unit**: byte.
    var storedRowSize: Int { (width * bitsPerPixel + 7) / 8 }

    /// Puts the numbers of one plane where they belong in rows that have those of all planes side by side.
    func spread(
        _ stored: UnsafeRawBufferPointer, plane: Int, rows: Int, _ geometry: FrameGeometry,
        into piece: UnsafeMutableRawBufferPointer
    ) {
        for row in 0..<rows {
            let from = UnsafeRawBufferPointer(rebasing: stored[(row * storedRowSize)..<((row + 1) * storedRowSize)])
            let to = UnsafeMutableRawBufferPointer(
                rebasing: piece[(row * geometry.rowSize)..<((row + 1) * geometry.rowSize)])
            if isPacked {
                unpack(from, size: geometry.pixelType.size, into: to)
            } else {
                interleave(from, plane, geometry, into: to)
            }
        }
    }

    private func interleave(
        _ row: UnsafeRawBufferPointer, _ plane: Int, _ geometry: FrameGeometry, into wide: UnsafeMutableRawBufferPointer
    ) {
        let size = geometry.pixelType.size
        for column in 0..<width {
            let to = (column * geometry.samples + plane) * size
            for byte in 0..<size { wide[to + byte] = row[column * size + byte] }
        }
    }

    /// The first number is in the highest bits of the first byte.
    private func unpack(_ row: UnsafeRawBufferPointer, size: Int, into wide: UnsafeMutableRawBufferPointer) {
        let mask = (1 << UInt32(bitsPerPixel)) - 1
        var (held, count, next) = (0, 0, 0)
        for column in 0..<width {
            while count < bitsPerPixel {
                held = (held << 8 | Int(row[next])) & 0xff_ffff
                (next, count) = (next + 1, count + 8)
            }
            count -= bitsPerPixel
            let number = UInt16(truncatingIfNeeded: held >> count & mask)
            if size == 1 {
                wide[column] = UInt8(truncatingIfNeeded: number)
            } else {
                wide.storeBytes(of: number, toByteOffset: 2 * column, as: UInt16.self)
            }
        }
    }
}
