public import FrameTypes

/// A small frame for tests, with pixels that depend on its seed alone.
public struct TestFrame: Sendable {
    /// How the pixels are stored in the file.
    public enum Layout: String, Sendable, CaseIterable {
        /// As QXRD does: one strip from byte 8, the directory behind it, few tags.
        case qxrd
        /// Several strips one behind the other.
        case strips
        /// Several strips with gaps between them.
        case scattered
        /// Tiles that stick out over the edges.
        case tiled
        /// One strip in a zlib stream.
        case deflate
        /// One strip, most significant byte first.
        case bigEndian
        /// One strip, 64-bit offsets.
        case bigTIFF
        /// One strip, 64-bit offsets, most significant byte first.
        case bigTIFFBigEndian
        /// Two pages.
        case multipage
    }

    /// Shape and type.
    public var geometry: FrameGeometry
    /// Frames of different seeds have different pixels.
    public var seed: UInt64

    /// Makes a frame.
    public init(width: Int = 12, height: Int = 9, pixelType: PixelType = .float32, seed: UInt64 = 1) {
        geometry = FrameGeometry(width: width, height: height, pixelType: pixelType)
        self.seed = seed
    }

    /// The pixels as numbers. **Shape**: rows x columns, row-major.
    public var values: [Double] {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        return (0..<(geometry.width * geometry.height)).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = Double(state >> 40)
            switch geometry.pixelType {
            case .uint8: return (number / 65_536).rounded(.down)
            case .uint16: return (number / 256).rounded(.down)
            case .int16: return (number / 256).rounded(.down) - 32_768
            case .uint32: return number * 256
            case .int32: return number * 256 - 2_147_483_648
            case .float32, .float64: return number / 64 - 100_000
            }
        }
    }

    /// The pixels as bytes, least significant first, row by row.
    public var pixels: [UInt8] { TestTIFF.bytes(values, geometry.pixelType) }

    /// The whole TIFF file.
    public func tiff(_ layout: Layout = .qxrd) -> [UInt8] { TestTIFF.file(self, layout) }

    /// A sidecar as QXRD writes it.
    public func sidecar(number: Int = 1, extra: [String] = []) -> [UInt8] {
        let lines =
            [
                "[metadata]", "width=\(geometry.width)", "height=\(geometry.height)", "qxrdVersion=0.8.3",
                "dataType=5", "title=CeO2-0000\(number).tif", "exposureTime=0.5", "summedExposures=10",
                "imageNumber=\(number)", #"dateTime=@Variant(\0\0\0\x10\0%\x81\xd3\x4\xf7.\x15\xff)"#,
                "dateString=2017.11.09 : 23:08:28.053", #"userComment1="a; b = c, d""#, #"userComment2=\xb5m"#,
                #"normalization=@Variant(\0\0\0\x7f\0\0\0\xfQcepDoubleList\0\0\0\0\0)"#, "used=true",
            ] + extra + ["", "[normalization]", "size=0", ""]
        return Array(lines.joined(separator: "\n").utf8)
    }
}
