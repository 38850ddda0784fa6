/// Numbers of the tags that are looked at or written.
public enum TIFFTag {
    /// Columns.
    public static let imageWidth: UInt16 = 256
    /// Rows.
    public static let imageLength: UInt16 = 257
    static let bitsPerSample: UInt16 = 258
    static let compression: UInt16 = 259
    /// What zero means: black (1) or white (0).
    public static let photometricInterpretation: UInt16 = 262
    static let fillOrder: UInt16 = 266
    /// Name of the document that was scanned; QXRD puts the path of the frame there.
    public static let documentName: UInt16 = 269
    /// Free text about the image.
    public static let imageDescription: UInt16 = 270
    /// Manufacturer of the device.
    public static let make: UInt16 = 271
    /// Model of the device.
    public static let model: UInt16 = 272
    /// Where each strip begins.
    public static let stripOffsets: UInt16 = 273
    static let samplesPerPixel: UInt16 = 277
    /// Rows of each strip but the last.
    public static let rowsPerStrip: UInt16 = 278
    /// Size of each strip.
    public static let stripByteCounts: UInt16 = 279
    /// Program that wrote the file.
    public static let software: UInt16 = 305
    /// `YYYY:MM:DD HH:MM:SS`.
    public static let dateTime: UInt16 = 306
    /// Person who made the image.
    public static let artist: UInt16 = 315
    static let planarConfiguration: UInt16 = 284
    static let predictor: UInt16 = 317
    static let tileWidth: UInt16 = 322
    static let tileLength: UInt16 = 323
    static let tileOffsets: UInt16 = 324
    static let tileByteCounts: UInt16 = 325
    static let subDirectories: UInt16 = 330
    static let sampleFormat: UInt16 = 339
    static let exifDirectory: UInt16 = 34665
    static let gpsDirectory: UInt16 = 34853
    /// Tags from here on belong to whoever writes them.
    public static let firstPrivate: UInt16 = 32768
}

/// Types of tag values that are written.
public enum TIFFType {
    /// Text that ends with one NUL.
    public static let ascii: UInt16 = 2
    /// 16 bit unsigned.
    public static let short: UInt16 = 3
    /// 32 bit unsigned.
    public static let long: UInt16 = 4
    /// 64 bit unsigned, BigTIFF only.
    static let long8: UInt16 = 16

    /// Size of one value and of the units in which it is byte-swapped; nil for types that are not known.
    static func size(_ type: UInt16) -> (value: Int, swapped: Int)? {
        switch type {
        case 1, 2, 6, 7: (1, 1)
        case 3, 8: (2, 2)
        case 4, 9, 11, 13: (4, 4)
        case 5, 10: (8, 4)
        case 12, 16, 17, 18: (8, 8)
        default: nil
        }
    }
}
