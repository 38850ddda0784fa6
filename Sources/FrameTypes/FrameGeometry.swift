/// Shape and type of a frame's pixels.
public struct FrameGeometry: Sendable, Codable, Hashable {
    /// Columns. **Unit**: pixel.
    public var width: Int
    /// Rows. **Unit**: pixel.
    public var height: Int
    /// Type of one number.
    public var pixelType: PixelType
    /// Numbers of one pixel, side by side: 1 but for colour images.
    public var samples: Int

    /// Makes a geometry.
    public init(width: Int, height: Int, pixelType: PixelType, samples: Int = 1) {
        self.width = width
        self.height = height
        self.pixelType = pixelType
        self.samples = samples
    }

    /// Size of a row without padding. **Unit**: byte.
    public var rowSize: Int { width * samples * pixelType.size }

    /// Size of all pixels without padding. **Unit**: byte.
    public var byteCount: Int { height * rowSize }
}
