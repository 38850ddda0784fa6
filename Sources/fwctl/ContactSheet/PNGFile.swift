internal import CPNG

/// Writes PNG files.
enum PNGFile {
    /// Writes an 8-bit grey picture.
    ///
    /// **Throws**: ``CommandError`` with what the library says.
    /// **Source**: `png_image_write_to_file` of libpng.
    static func write(_ picture: GrayImage, to path: String) throws(CommandError) {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        image.width = UInt32(picture.width)
        image.height = UInt32(picture.height)
        image.format = 0  // PNG_FORMAT_GRAY: one byte per pixel
        guard png_image_write_to_file(&image, path, 0, picture.pixels, Int32(picture.width), nil) != 0 else {
            let message = withUnsafeBytes(of: &image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            throw CommandError("cannot write \(path): \(message)")
        }
    }
}
