import FrameTypes

/// The bytes of a TIFF as libtiff leaves them for the detector program: pixels in one strip from byte 8, the directory
/// behind them, no RowsPerStrip and no PhotometricInterpretation.
struct FrameLayout {
    /// Little-endian mark, and an offset of 0: the directory is not there yet.
    static let unfinishedHeader: [UInt8] = [0x49, 0x49, 42, 0, 0, 0, 0, 0]

    /// Where the directory lies.
    let directoryOffset: Int
    let directory: [UInt8]
    /// What the directory points to; lies behind it.
    let strings: [UInt8]

    init(_ geometry: FrameGeometry, document: String, time: LocalTime) {
        directoryOffset = Self.unfinishedHeader.count + geometry.byteCount
        var entries = Entries(stringsAt: directoryOffset + 2 + Self.entryCount * 12 + 4)
        entries.short(256, geometry.width)
        entries.short(257, geometry.height)
        entries.short(258, geometry.pixelType.size * 8)
        entries.short(259, 1)
        entries.text(269, document)
        entries.long(273, Self.unfinishedHeader.count)
        entries.short(277, 1)
        entries.long(279, geometry.byteCount)
        entries.short(284, 1)
        entries.text(306, time.tiffText)
        entries.short(339, geometry.pixelType.sampleFormat)
        directory = littleEndian(Self.entryCount, 2) + entries.bytes + littleEndian(0, 4)
        strings = entries.strings
    }

    private static let entryCount = 11
}

/// The twelve-byte entries of a directory, and the values that do not fit into them.
private struct Entries {
    var bytes: [UInt8] = []
    var strings: [UInt8] = []
    let stringsAt: Int

    init(stringsAt: Int) { self.stringsAt = stringsAt }

    mutating func short(_ tag: Int, _ value: Int) { add(tag, type: 3, count: 1, littleEndian(value, 2) + [0, 0]) }

    mutating func long(_ tag: Int, _ value: Int) { add(tag, type: 4, count: 1, littleEndian(value, 4)) }

    mutating func text(_ tag: Int, _ text: String) {
        let value = Array(text.utf8) + [0]
        guard value.count > 4 else {
            return add(tag, type: 2, count: value.count, value + Array(repeating: 0, count: 4 - value.count))
        }
        add(tag, type: 2, count: value.count, littleEndian(stringsAt + strings.count, 4))
        strings += value + (value.count % 2 == 1 ? [0] : [])  // values begin at even offsets
    }

    private mutating func add(_ tag: Int, type: Int, count: Int, _ value: [UInt8]) {
        bytes += littleEndian(tag, 2) + littleEndian(type, 2) + littleEndian(count, 4) + value
    }
}

/// The lowest `size` bytes of a number, lowest first.
func littleEndian(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

extension PixelType {
    /// The value of tag 339.
    fileprivate var sampleFormat: Int {
        switch self {
        case .uint8, .uint16, .uint32: 1
        case .int16, .int32: 2
        case .float32, .float64: 3
        }
    }
}
