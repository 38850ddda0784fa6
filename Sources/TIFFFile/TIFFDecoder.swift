internal import CTIFF
import FrameTypes

/// Decodes the pixels of a page that are not stored as they are: compressed, tiled, scattered or in odd bit order.
///
/// **Isolation**: one thread at a time.
/// **Source**: `TIFFReadEncodedStrip`, `TIFFReadEncodedTile` of libtiff.
public struct TIFFDecoder: ~Copyable {
    private let tiff: OpaquePointer
    private let messages: UnsafeMutablePointer<ctiff_messages>
    private let layout: TIFFLayout

    /// Greatest piece of memory that the library may ask for at once. **Unit**: byte.
    private static let memoryLimit = 1 << 30

    /// Opens the first page of an image behind a descriptor, which stays the caller's.
    ///
    /// **Throws**: `damaged`.
    public init(descriptor: Int32, image: TIFFImage) throws(TIFFError) {
        messages = .allocate(capacity: 1)
        messages.initialize(to: ctiff_messages())
        layout = image.layout
        guard let tiff = ctiff_open(descriptor, messages, tmsize_t(Self.memoryLimit)) else {
            let message = Self.text(messages)
            messages.deallocate()
            throw TIFFError(.damaged, "The image cannot be decoded: \(message)")
        }
        self.tiff = tiff
    }

    deinit {
        TIFFClose(tiff)
        messages.deallocate()
    }

    /// Hands out all rows in order, in pieces of whole rows, in the byte order of this machine.
    ///
    /// **Throws**: `damaged`, and what `body` throws.
    public func decode(_ body: (UnsafeMutableRawBufferPointer) throws -> Void) throws {
        guard let geometry = layout.geometry else { throw TIFFError(.unsupported, "The image is not a frame.") }
        let block = Int(layout.isTiled ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff))
        let band = geometry.rowSize.multipliedReportingOverflow(by: layout.blockHeight)
        guard block > 0, block <= Self.memoryLimit, !band.overflow, band.partialValue <= Self.memoryLimit else {
            throw TIFFError(.unsupported, "The image is stored in pieces of more than \(Self.memoryLimit) bytes.")
        }
        let blockBuffer = Self.zeroed(block)
        defer { blockBuffer.deallocate() }
        let bandBuffer = Self.zeroed(band.partialValue)
        defer { bandBuffer.deallocate() }
        // Rows as they are stored, where those are not the rows that are handed out.
        let isAsStored = layout.planes == 1 && !layout.isPacked
        let storedBuffer = Self.zeroed(isAsStored ? 0 : layout.storedRowSize * layout.blockHeight)
        defer { storedBuffer.deallocate() }
        for top in stride(from: 0, to: geometry.height, by: layout.blockHeight) {
            let rows = min(layout.blockHeight, geometry.height - top)
            let piece = UnsafeMutableRawBufferPointer(rebasing: bandBuffer[..<(rows * geometry.rowSize)])
            let band = top / layout.blockHeight
            if isAsStored {
                try read(band, plane: 0, rows: rows, blockBuffer, into: piece)
            } else {
                let stored = UnsafeMutableRawBufferPointer(rebasing: storedBuffer[..<(rows * layout.storedRowSize)])
                for plane in 0..<layout.planes {
                    try read(band, plane: plane, rows: rows, blockBuffer, into: stored)
                    layout.spread(UnsafeRawBufferPointer(stored), plane: plane, rows: rows, geometry, into: piece)
                }
            }
            try body(piece)
        }
    }

    /// A JPEG that is smaller than its strip leaves the rest as it was, which must not be what another frame left there.
    private static func zeroed(_ size: Int) -> UnsafeMutableRawBufferPointer {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        return buffer
    }

    private func read(
        _ band: Int, plane: Int, rows: Int, _ block: UnsafeMutableRawBufferPointer,
        into piece: UnsafeMutableRawBufferPointer
    ) throws(TIFFError) {
        let row = plane * layout.bands + band
        if layout.isTiled {
            try readTiles(row: row, rows: rows, block, into: piece)
        } else {
            try readStrip(UInt32(row), into: piece)
        }
    }

    private func readStrip(_ index: UInt32, into piece: UnsafeMutableRawBufferPointer) throws(TIFFError) {
        let got = TIFFReadEncodedStrip(tiff, index, piece.baseAddress, tmsize_t(piece.count))
        guard got == piece.count else { throw failure("strip", index) }
    }

    private func readTiles(
        row tileRow: Int, rows: Int, _ tile: UnsafeMutableRawBufferPointer, into piece: UnsafeMutableRawBufferPointer
    ) throws(TIFFError) {
        let (bits, rowSize) = (layout.bitsPerPixel, layout.storedRowSize)
        let across = (layout.width - 1) / layout.blockWidth + 1
        let tileRowSize = layout.blockWidth * bits / 8
        guard tile.count == tileRowSize * layout.blockHeight, layout.blockWidth * bits % 8 == 0 else {
            throw TIFFError(.unsupported, "The tiles do not have the shape that the tag directory tells.")
        }
        for column in 0..<across {
            let index = UInt32(tileRow * across + column)
            guard TIFFReadEncodedTile(tiff, index, tile.baseAddress, tmsize_t(tile.count)) == tile.count else {
                throw failure("tile", index)
            }
            let left = column * tileRowSize
            let width = min(tileRowSize, rowSize - left)
            for row in 0..<rows {
                let (from, to) = (row * tileRowSize, row * rowSize + left)
                UnsafeMutableRawBufferPointer(rebasing: piece[to..<(to + width)])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: tile[from..<(from + width)]))
            }
        }
    }

    private func failure(_ name: String, _ index: UInt32) -> TIFFError {
        TIFFError(.damaged, "The \(name) \(index) of the image cannot be decoded: \(Self.text(messages))")
    }

    private static func text(_ messages: UnsafeMutablePointer<ctiff_messages>) -> String {
        withUnsafeBytes(of: &messages.pointee.message) { bytes in
            let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            return text.isEmpty ? "the library gives no reason" : text
        }
    }
}
