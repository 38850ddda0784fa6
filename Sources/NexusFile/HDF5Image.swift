/// The bytes of a whole HDF5 file, except its pixels.
public struct HDF5Image: Sendable, Equatable {
    /// What comes before the pixels, the user block (zeros) included.
    public let head: [UInt8]
    /// Where the pixels go; empty at the end of `head` when there are none. **Unit**: byte.
    public let pixelRange: Range<Int>
    /// What comes behind the pixels.
    public let tail: [UInt8]

    /// Size of the file. **Unit**: byte.
    public var fileSize: Int { pixelRange.upperBound + tail.count }
}
