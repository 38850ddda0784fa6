public import FrameTypes

/// A TIFF file as its directories describe it.
///
/// Making one checks that all directories are whole; ``verifyPixels(_:)`` that the pixels are.
///
/// **Isolation**: a value; any thread.
public struct TIFFImage: Sendable {
    /// Size of the file. **Unit**: byte.
    public let fileSize: Int
    /// The directories in the order of the chain; the first describes the frame.
    public let pages: [TIFFDirectory]
    /// The first directory.
    public let directory: TIFFDirectory
    /// How the pixels of the first directory are stored.
    public let layout: TIFFLayout

    /// All directories together have no more entries than these: they may overlap, so a small file can claim many.
    private static let greatestEntryCount = 1_000_000

    /// Reads all directories of a file.
    ///
    /// **Throws**: ``TIFFError/Code/incomplete`` with the reason, `inputOutput`.
    public init(reading source: TIFFSource) throws(TIFFError) {
        let (form, first) = try TIFFForm.read(source)
        var pages: [TIFFDirectory] = []
        var seen: Set<Int> = []
        var entries = 0
        var offset = first
        repeat {
            guard seen.insert(offset).inserted, seen.count <= 65_536 else {
                throw TIFFError(.damaged, "The chain of tag directories does not end.")
            }
            let page = try TIFFDirectory(source, form: form, offset: offset)
            pages.append(page)
            entries += page.entries.count
            guard entries <= Self.greatestEntryCount else {
                throw TIFFError(.damaged, "The tag directories have more than \(Self.greatestEntryCount) entries.")
            }
            offset = page.next
        } while offset != 0
        fileSize = source.size
        self.pages = pages
        directory = pages[0]
        layout = try TIFFLayout(pages[0], source)
    }

    /// Byte order and size of numbers.
    public var form: TIFFForm { directory.form }

    /// Shape and type of the pixels; nil for images of other kinds (complex numbers, half precision …).
    public var geometry: FrameGeometry? { layout.geometry }

    /// True for what no detector's program writes as a frame: colours, and numbers that do not begin on whole bytes.
    public var isPicture: Bool { layout.colours != .none || layout.isPacked }

    /// Checks that every strip or tile of every page lies inside the file and is as large as it has to be.
    ///
    /// **Throws**: ``TIFFError/Code/incomplete`` with the reason, `inputOutput`.
    public func verifyPixels(_ source: TIFFSource) throws(TIFFError) {
        try layout.verify(fileSize: fileSize)
        for page in pages.dropFirst() { try TIFFLayout(page, source).verify(fileSize: fileSize) }
    }

    /// Tells whether a file is a whole TIFF, without failing when it is not.
    ///
    /// **Throws**: `inputOutput` only.
    public static func inspect(
        _ source: TIFFSource
    ) throws(TIFFError) -> (incomplete: String?, geometry: FrameGeometry?) {
        var geometry: FrameGeometry?
        do {
            let image = try TIFFImage(reading: source)
            geometry = image.geometry
            try image.verifyPixels(source)
            return (nil, geometry)
        } catch {
            if case .inputOutput = error.code { throw error }
            return (error.message, geometry)
        }
    }

    /// True when the directories refer to more than values: what they point to would be lost by moving them.
    public var hasSubdirectories: Bool {
        let pointers = [TIFFTag.subDirectories, TIFFTag.exifDirectory, TIFFTag.gpsDirectory]
        return directory.entries.contains { pointers.contains($0.tag) || $0.type == 13 || $0.type == 18 }
    }
}
