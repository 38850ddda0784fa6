public import FrameTypes

/// How the pixels of one page are stored.
public struct TIFFLayout: Sendable {
    /// Shape and type of the pixels; nil for images of other kinds.
    public let geometry: FrameGeometry?
    /// Columns and rows.
    let width, height: Int
    /// Rows and columns of a strip or tile.
    let blockWidth, blockHeight: Int
    /// True for tiles, false for strips.
    public let isTiled: Bool
    /// True when the pixels are stored as they are.
    public let isUncompressed: Bool
    private let offsets: [Int]
    private let byteCounts: [Int]
    /// Size of a pixel of one plane. **Unit**: bit.
    let bitsPerPixel: Int
    /// Images that together are this one, each with one number of all pixels; 1 when those of a pixel lie side by side.
    let planes: Int
    /// What the numbers of a pixel mean.
    public let colours: TIFFColours

    init(_ directory: TIFFDirectory, _ source: TIFFSource) throws(TIFFError) {
        guard let width = try directory.number(TIFFTag.imageWidth, source),
            let height = try directory.number(TIFFTag.imageLength, source), width > 0, height > 0
        else { throw TIFFError(.incomplete, "The tag directory does not tell width and height.") }
        let allBits = try directory.numbers(TIFFTag.bitsPerSample, source) ?? [1]
        let bits = allBits.first ?? 1
        let samples = try directory.number(TIFFTag.samplesPerPixel, source) ?? 1
        let formats = try directory.numbers(TIFFTag.sampleFormat, source) ?? [1]
        let isPlanar = try directory.number(TIFFTag.planarConfiguration, source) == 2 && samples > 1
        let fillOrder = try directory.number(TIFFTag.fillOrder, source) ?? 1
        isTiled = directory.entry(TIFFTag.tileOffsets) != nil
        isUncompressed = try directory.number(TIFFTag.compression, source) ?? 1 == 1 && fillOrder == 1
        self.width = width
        self.height = height
        planes = isPlanar ? samples : 1
        bitsPerPixel = isPlanar ? bits : bits.multipliedReportingOverflow(by: samples).partialValue
        if isTiled {
            blockWidth = try directory.number(TIFFTag.tileWidth, source) ?? 0
            blockHeight = try directory.number(TIFFTag.tileLength, source) ?? 0
        } else {
            blockWidth = width
            blockHeight = min(try directory.number(TIFFTag.rowsPerStrip, source) ?? height, height)
        }
        guard blockWidth > 0, blockHeight > 0, bitsPerPixel > 0, bitsPerPixel <= 1024, samples > 0, samples <= 65_535
        else { throw TIFFError(.damaged, "The tag directory tells an impossible shape.") }
        colours = try TIFFColours(directory, source, samples: samples, isPlanar: isPlanar)
        let isEven = Set(allBits.prefix(samples)).count == 1 && Set(formats.prefix(samples)).count <= 1
        geometry =
            isEven && colours != .unknown
            ? Self.geometry(width, height, bits: bits, format: formats.first ?? 1, samples: samples) : nil
        offsets = try directory.numbers(isTiled ? TIFFTag.tileOffsets : TIFFTag.stripOffsets, source) ?? []
        let counts = try directory.numbers(isTiled ? TIFFTag.tileByteCounts : TIFFTag.stripByteCounts, source)
        // Old writers leave the counts out; without compression a single strip can have only one size.
        byteCounts = counts ?? (isUncompressed && offsets.count == 1 ? [Self.bytes(bitsPerPixel, width, height)] : [])
    }

    private static func geometry(
        _ width: Int, _ height: Int, bits: Int, format: Int, samples: Int
    ) -> FrameGeometry? {
        let type: PixelType? =
            switch (bits, format) {
            case (1..<8, 1), (1..<8, 4): samples == 1 ? .uint8 : nil
            case (9..<16, 1), (9..<16, 4): samples == 1 ? .uint16 : nil
            case (8, 1), (8, 4): .uint8
            case (16, 1), (16, 4): .uint16
            case (16, 2): .int16
            case (32, 1), (32, 4): .uint32
            case (32, 2): .int32
            case (32, 3): .float32
            case (64, 3): .float64
            default: nil
            }
        guard let type, width <= 1 << 24, height <= 1 << 24, samples <= 1024 else { return nil }
        return FrameGeometry(width: width, height: height, pixelType: type, samples: samples)
    }

    /// Size of rows that begin on whole bytes, saturating.
    private static func bytes(_ bitsPerPixel: Int, _ columns: Int, _ rows: Int) -> Int {
        let (bits, overflow) = columns.multipliedReportingOverflow(by: bitsPerPixel)
        let (size, overflow2) = (bits / 8 + (bits % 8 == 0 ? 0 : 1)).multipliedReportingOverflow(by: rows)
        return overflow || overflow2 ? Int.max : size
    }

    /// Throws the reason why the pixels are not all there.
    func verify(fileSize: Int) throws(TIFFError) {
        let name = isTiled ? "tile" : "strip"
        let down = (height - 1) / blockHeight + 1
        let across = isTiled ? (width - 1) / blockWidth + 1 : 1
        let (blocks, overflow) = down.multipliedReportingOverflow(by: across)
        let (needed, overflow2) = blocks.multipliedReportingOverflow(by: planes)
        guard !overflow, !overflow2, offsets.count >= needed, byteCounts.count >= needed else {
            throw TIFFError(
                .incomplete,
                "The image needs \(needed) \(name)s; the tag directory tells \(offsets.count) offsets and "
                    + "\(byteCounts.count) sizes.")
        }
        for index in 0..<needed {
            let (offset, count) = (offsets[index], byteCounts[index])
            guard offset > 0, count > 0 else { throw TIFFError(.incomplete, "The \(name) \(index) is not there yet.") }
            guard offset <= fileSize, count <= fileSize - offset else {
                throw TIFFError(
                    .incomplete, "The \(name) \(index) lies beyond the end of the file at byte \(fileSize).")
            }
            guard !isUncompressed || count >= expected(block: index % blocks) else {
                throw TIFFError(
                    .incomplete,
                    "The \(name) \(index) has \(count) bytes; its pixels need "
                        + "\(expected(block: index % blocks)).")
            }
        }
    }

    private func expected(block: Int) -> Int {
        if isTiled { return Self.bytes(bitsPerPixel, blockWidth, blockHeight) }
        return Self.bytes(bitsPerPixel, width, min(blockHeight, height - block * blockHeight))
    }

    /// True when the numbers do not begin on whole bytes, and have to be widened.
    var isPacked: Bool { geometry.map { $0.samples == 1 && $0.pixelType.size * 8 != bitsPerPixel } ?? false }

    /// Where all pixels lie as one uninterrupted, uncompressed run of rows; nil when they do not.
    public var pixelRange: Range<Int>? {
        guard let geometry, isUncompressed, !isTiled, !isPacked, planes == 1, let first = offsets.first, first >= 8,
            !byteCounts.isEmpty
        else { return nil }
        let strips = (height - 1) / blockHeight + 1
        var end = first
        for index in 0..<min(strips, offsets.count) {
            guard offsets[index] == end else { return nil }
            end += expected(block: index)
        }
        return end - first == geometry.byteCount ? first..<end : nil
    }
}
