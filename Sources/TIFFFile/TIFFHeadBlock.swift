public import FrameTypes

/// The beginning of a delivered image that is TIFF and HDF5 at once: TIFF header, tag directory and texts, which fill
/// the part of the file in front of the HDF5 signature that HDF5 never touches.
public struct TIFFHeadBlock: Sendable, Equatable {
    /// The block, zero-filled to a power of two of at least 4096. **Unit**: byte.
    public let bytes: [UInt8]
    /// Where in the block the 32-bit strip offset is to be put.
    public let stripOffsetPosition: Int

    /// Smallest block: pixels are to begin on a page, and HDF5 wants no finer block than its alignment. **Unit**: byte.
    static let minimumSize = 4096
    /// Greatest block; larger tags belong behind the pixels. **Unit**: byte.
    static let maximumSize = 16 << 20

    /// Lays out the block.
    ///
    /// - Parameter values: little-endian tags; those that tell of strips are replaced by those of one strip.
    /// - Parameter looksLikePilatus: put the directory where readers of the Dectris format expect it, for frames that
    ///   come from there.
    /// **Throws**: `unsupported` when the tags are too large.
    public init(values: [TIFFTagValue], geometry: FrameGeometry, looksLikePilatus: Bool) throws(TIFFError) {
        guard let size = UInt32(exactly: geometry.byteCount), Int(size) < Int(UInt32.max) - 2 * Self.maximumSize else {
            throw TIFFError(.unsupported, "The pixels do not fit into a classic TIFF (4 GiB).")
        }
        let strip = [TIFFTag.stripOffsets, TIFFTag.rowsPerStrip, TIFFTag.stripByteCounts]
        let all =
            values.filter { !strip.contains($0.tag) } + [
                .long(TIFFTag.stripOffsets, 0, .little),
                .long(TIFFTag.rowsPerStrip, UInt32(clamping: geometry.height), .little),
                .long(TIFFTag.stripByteCounts, size, .little),
            ]
        let position = looksLikePilatus ? 0x82 : 8
        let encoder = try TIFFDirectoryEncoder(all, form: .littleClassic, position: position, next: 0)
        var block = Array("II".utf8) + [42, 0] + TIFFByteOrder.little.bytes(UInt64(position), size: 4)
        block += [UInt8](repeating: 0, count: position - block.count) + encoder.bytes
        guard block.count <= Self.maximumSize, let field = encoder.fieldPositions[TIFFTag.stripOffsets] else {
            throw TIFFError(
                .unsupported, "The tags have \(block.count) bytes, more than belong in front of the pixels.")
        }
        var power = Self.minimumSize
        while power < block.count { power *= 2 }
        bytes = block + [UInt8](repeating: 0, count: power - block.count)
        stripOffsetPosition = position + field
    }

    /// A block that was laid out before.
    public init(bytes: [UInt8], stripOffsetPosition: Int) {
        self.bytes = bytes
        self.stripOffsetPosition = stripOffsetPosition
    }

    /// The block with the place of the pixels filled in.
    public func bytes(pixelOffset: UInt32) -> [UInt8] {
        var filled = bytes
        let field = TIFFByteOrder.little.bytes(UInt64(pixelOffset), size: 4)
        filled.replaceSubrange(stripOffsetPosition..<(stripOffsetPosition + 4), with: field)
        return filled
    }
}
