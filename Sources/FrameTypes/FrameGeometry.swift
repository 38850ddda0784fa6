/// Shape and type of a frame's pixels.
public struct FrameGeometry: Sendable, Codable, Hashable {
    /// Columns. **Unit**: pixel.
    public var width: Int
    /// Rows. **Unit**: pixel.
    public var height: Int
    /// Type of one pixel.
    public var pixelType: PixelType

    /// Makes a geometry.
    public init(width: Int, height: Int, pixelType: PixelType) {
        self.width = width
        self.height = height
        self.pixelType = pixelType
    }

    /// Size of all pixels without padding. **Unit**: byte.
    public var byteCount: Int { width * height * pixelType.size }
}
