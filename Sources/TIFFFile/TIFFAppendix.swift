/// A new tag directory for the end of a copied TIFF file, and the change of its header that makes it the first one.
///
/// All old bytes but the header's offset stay; further pages stay reachable.
public struct TIFFAppendix: Sendable, Equatable {
    /// Where the directory goes; between the end of the file and here are up to nine zeros. **Unit**: byte.
    public let position: Int
    /// Directory and values.
    public let bytes: [UInt8]
    /// Where the header holds the offset of the first directory. **Unit**: byte.
    public let headerPosition: Int
    /// The offset to put there, in the byte order of the file.
    public let headerBytes: [UInt8]

    /// Lays out the directory.
    ///
    /// - Parameter values: all tags of the new directory.
    /// **Throws**: `unsupported` when the file would be larger than its form can be.
    public init(to image: TIFFImage, values: [TIFFTagValue]) throws(TIFFError) {
        let form = image.form
        let alignment = form.isBig ? 8 : 2
        let aligned = (image.fileSize + alignment - 1) / alignment * alignment
        let position = TIFFDirectoryEncoder.allowed(aligned)
        let encoder = try TIFFDirectoryEncoder(
            values, form: form, position: position, next: image.directory.next)
        self.position = position
        bytes = encoder.bytes
        headerPosition = form.firstOffsetPosition
        headerBytes = form.byteOrder.bytes(UInt64(position), size: form.offsetSize)
    }

    /// A directory that was laid out before.
    public init(position: Int, bytes: [UInt8], headerPosition: Int, headerBytes: [UInt8]) {
        self.position = position
        self.bytes = bytes
        self.headerPosition = headerPosition
        self.headerBytes = headerBytes
    }
}
