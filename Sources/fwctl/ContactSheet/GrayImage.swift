/// A picture of 8-bit grey values.
struct GrayImage {
    let width: Int
    let height: Int
    /// **Shape**: rows x columns, row-major.
    private(set) var pixels: [UInt8]

    init(width: Int, height: Int, filledWith value: UInt8 = 0) {
        self.width = width
        self.height = height
        pixels = Array(repeating: value, count: width * height)
    }

    subscript(x: Int, y: Int) -> UInt8 {
        get { pixels[y * width + x] }
        set { pixels[y * width + x] = newValue }
    }

    /// Copies a smaller picture into this one.
    mutating func place(_ picture: GrayImage, x left: Int, y top: Int) {
        for y in 0..<picture.height {
            for x in 0..<picture.width { self[left + x, top + y] = picture[x, y] }
        }
    }

    /// Writes a line of text; what does not fit into `width` is left out. **Unit**: pixel.
    mutating func write(_ text: String, x left: Int, y top: Int, width: Int, value: UInt8) {
        var x = left
        for character in text {
            guard x + TinyFont.advance <= left + width else { return }
            TinyFont.draw(character) { column, row in self[x + column, top + row] = value }
            x += TinyFont.advance
        }
    }
}
