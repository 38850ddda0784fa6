/// What the numbers of a pixel mean, as far as readers of images distinguish it.
public enum TIFFColours: Sendable, Equatable {
    /// One number per pixel.
    case none
    /// Red, green and blue, perhaps with opacity.
    case rgb
    /// Cyan, magenta, yellow and black.
    case cmyk
    /// Several numbers that are no such colours.
    case several
    /// Luminance and colours of fewer pixels, which no reader shows as they are.
    case unknown

    init(_ directory: TIFFDirectory, _ source: TIFFSource, samples: Int, isPlanar: Bool) throws(TIFFError) {
        let meaning = try directory.number(TIFFTag.photometricInterpretation, source)
        let compression = try directory.number(TIFFTag.compression, source)
        switch (meaning, samples) {
        case (_, 1): self = .none
        case (2, 3), (2, 4): self = .rgb
        case (5, 4): self = .cmyk
        // The decoder makes red, green and blue of those of a JPEG, if they lie side by side.
        case (6, 3): self = compression == 7 && !isPlanar ? .rgb : .unknown
        case (6, _): self = .unknown
        default: self = .several
        }
    }
}
