import FrameTypes
import Hashing
import TIFFFile

/// All that a delivery has to know about a frame beside its pixels and its final names.
///
/// A merge writes it beside the claimed frame; a delivery uses it, also after a restart.
struct FrameRecipe: Equatable {
    /// How the delivered image is made.
    enum Way: Equatable {
        /// TIFF and HDF5 in one file: the block goes in front, the NeXus file links to it.
        case linked(TIFFHeadBlock)
        /// The source byte for byte with a new directory behind it; the NeXus file has its own pixels.
        case appended(TIFFAppendix)
        /// The source byte for byte; the NeXus file has its own pixels.
        case verbatim
    }

    /// Size of the frame that was merged. **Unit**: byte.
    var sourceSize: Int
    var geometry: FrameGeometry
    /// The pixels have to change their byte order.
    var swapsBytes: Bool
    /// Where the pixels are in the source; nil when they have to be decoded.
    var pixelRange: Range<Int>?
    var way: Way
    var contents: NexusContents
    var imageNumber: Int?
    var remark: String?
}

extension FrameRecipe {
    /// Changes with every change of the format or of what deliveries make of it.
    private static let mark = Array("FrameWatch recipe 2\n".utf8)

    /// The file: a mark, the values, and the hash of both.
    func encoded() -> [UInt8] {
        var writer = RecipeWriter()
        writer.put(sourceSize)
        writer.put(geometry.width)
        writer.put(geometry.height)
        writer.put(geometry.pixelType.rawValue)
        writer.put(geometry.samples)
        writer.put(swapsBytes)
        writer.put(pixelRange) {
            $0.put($1.lowerBound)
            $0.put($1.upperBound)
        }
        put(way, to: &writer)
        contents.put(to: &writer)
        writer.put(imageNumber)
        writer.put(remark)
        let bytes = Self.mark + writer.bytes
        return bytes + Array(ContentHash.of(bytes).utf8)
    }

    private func put(_ way: Way, to writer: inout RecipeWriter) {
        switch way {
        case .linked(let block):
            writer.put(0)
            writer.put(block.bytes)
            writer.put(block.stripOffsetPosition)
        case .appended(let appendix):
            writer.put(1)
            writer.put(appendix.position)
            writer.put(appendix.bytes)
            writer.put(appendix.headerPosition)
            writer.put(appendix.headerBytes)
        case .verbatim:
            writer.put(2)
        }
    }

    /// Reads the file.
    init(decoding bytes: [UInt8]) throws(RecipeError) {
        guard bytes.count > Self.mark.count + 32 else { throw .damaged }
        guard bytes.starts(with: Self.mark) else { throw .otherVersion }
        let body = bytes.dropLast(32)
        guard bytes.suffix(32).elementsEqual(ContentHash.of(Array(body)).utf8) else { throw .damaged }
        var reader = RecipeReader(body.dropFirst(Self.mark.count))
        sourceSize = try reader.integer()
        let (width, height) = (try reader.integer(), try reader.integer())
        guard let type = PixelType(rawValue: try reader.text()) else { throw .damaged }
        geometry = FrameGeometry(width: width, height: height, pixelType: type, samples: try reader.integer())
        swapsBytes = try reader.flag()
        pixelRange = try reader.optional { reader throws(RecipeError) in
            let (lower, upper) = (try reader.integer(), try reader.integer())
            guard lower <= upper else { throw RecipeError.damaged }
            return lower..<upper
        }
        way = try Self.way(&reader)
        contents = try NexusContents(&reader)
        imageNumber = try reader.optionalInteger()
        remark = try reader.optionalText()
        guard reader.isAtEnd else { throw .damaged }
    }

    private static func way(_ reader: inout RecipeReader) throws(RecipeError) -> Way {
        switch try reader.integer() {
        case 0: return .linked(TIFFHeadBlock(bytes: try reader.bytes(), stripOffsetPosition: try reader.integer()))
        case 1:
            return .appended(
                TIFFAppendix(
                    position: try reader.integer(), bytes: try reader.bytes(), headerPosition: try reader.integer(),
                    headerBytes: try reader.bytes()))
        case 2: return .verbatim
        default: throw .damaged
        }
    }
}

extension NexusContents {
    fileprivate func put(to writer: inout RecipeWriter) {
        writer.put(title)
        for text in [program, programVersion, startTime, endTime] { writer.put(text) }
        for text in [sampleName, detectorDescription] { writer.put(text) }
        writer.put(exposureTime)
        writer.put(summedExposures)
        writer.put(imageNumber)
        writer.put(isDark)
        writer.put(gainSetting)
        writer.put(interpretation)
        for number in [wavelength, pixelSizeX, pixelSizeY, distance, beamCenterX, beamCenterY] { writer.put(number) }
        writer.put(settings.count)
        for setting in settings {
            writer.put(setting.section)
            writer.put(setting.key)
            writer.put(setting.text)
        }
    }

    fileprivate init(_ reader: inout RecipeReader) throws(RecipeError) {
        title = try reader.text()
        program = try reader.optionalText()
        programVersion = try reader.optionalText()
        startTime = try reader.optionalText()
        endTime = try reader.optionalText()
        sampleName = try reader.text()
        detectorDescription = try reader.text()
        exposureTime = try reader.optionalDouble()
        summedExposures = try reader.optionalInteger()
        imageNumber = try reader.optionalInteger()
        isDark = try reader.flag()
        gainSetting = try reader.optionalText()
        interpretation = try reader.optionalText()
        wavelength = try reader.optionalDouble()
        pixelSizeX = try reader.optionalDouble()
        pixelSizeY = try reader.optionalDouble()
        distance = try reader.optionalDouble()
        beamCenterX = try reader.optionalDouble()
        beamCenterY = try reader.optionalDouble()
        for _ in 0..<max(0, try reader.integer()) {
            settings.append(
                Setting(section: try reader.optionalText(), key: try reader.text(), text: try reader.text()))
        }
    }
}
