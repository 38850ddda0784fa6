import FrameTypes
import SidecarFile
import TIFFFile
import WorkerProtocol

/// Makes the recipe of a frame: reads directory and sidecar, decides how to deliver, lays out tags and contents.
enum FrameMerger {
    /// A few compressed bytes can claim any number of pixels; more than these would exhaust the memory. **Unit**: byte.
    private static let maximumDecodedSize = 4 << 30

    static func merge(_ request: MergeRequest) throws -> MergeOutcome {
        let source = try FrameSource(path: request.frame)
        let reading = try SidecarReading(path: request.sidecar, isParsed: request.parsesSidecar)
        let recipe = try recipe(source, reading, frameName: request.frameName)
        var part = try PartFile(path: request.recipePart, durable: request.durable)
        try part.append(recipe.encoded())
        try part.sync()
        var isLinked = false
        if case .linked = recipe.way { isLinked = true }
        return MergeOutcome(
            geometry: recipe.geometry, linked: isLinked, imageNumber: recipe.imageNumber, remark: recipe.remark)
    }

    static func recipe(
        _ source: borrowing FrameSource, _ reading: SidecarReading, frameName: String
    ) throws -> FrameRecipe {
        let tiff = source.tiff
        let image = try TIFFImage(reading: tiff)
        try image.verifyPixels(tiff)
        guard let geometry = image.geometry else {
            throw TIFFError(
                .unsupported,
                "The image has pixels of an unknown kind. Known are unsigned numbers of 1 to 16 or 32 bits, signed ones of "
                    + "16 or 32, floating-point ones of 32 or 64, and several of one size per pixel where each has whole "
                    + "bytes and, if they are luminance and colours, in a JPEG, side by side.")
        }
        guard image.layout.pixelRange != nil || geometry.byteCount <= maximumDecodedSize else {
            throw TIFFError(.unsupported, "The image claims \(geometry.byteCount) bytes of compressed pixels.")
        }
        let plan = try TagPlan(image: image, source: tiff, sidecar: reading.sidecar)
        let contents = try NexusContents(
            frameName: frameName, image: image, source: tiff, sidecar: reading.sidecar)
        return FrameRecipe(
            sourceSize: source.size, geometry: geometry,
            swapsBytes: image.form.byteOrder == .big && geometry.pixelType.size > 1 && image.layout.pixelRange != nil,
            pixelRange: image.layout.pixelRange, way: try way(image, tiff, plan, geometry, size: source.size),
            contents: contents,
            imageNumber: contents.imageNumber, remark: remark(reading, geometry))
    }

    /// The best way that the frame allows; what does not fit into one form goes the next.
    private static func way(
        _ image: TIFFImage, _ source: TIFFSource, _ plan: TagPlan, _ geometry: FrameGeometry, size: Int
    ) throws -> FrameRecipe.Way {
        if plan.isVerbatim { return .verbatim }
        let isMostlyPixels =
            image.layout.pixelRange.map { Int64(size - $0.count) <= KeptBytes.dispensable(of: Int64(size)) } ?? false
        let isSimple = isMostlyPixels && image.pages.count == 1 && !image.hasSubdirectories && !image.isPicture
        do throws(TIFFError) {
            if isSimple {
                let kept = try image.keptElsewhere(source)
                let added = plan.littleEndian()
                let values = kept.filter { tag in
                    !plan.dropped.contains(tag.tag) && !added.contains { $0.tag == tag.tag }
                }
                return .linked(
                    try TIFFHeadBlock(
                        values: values + added, geometry: geometry,
                        looksLikePilatus: plan.isForeign && image.directory.offset & 0xffff == 0x82))
            }
        } catch {
            guard error.code == .unsupported else { throw error }
        }
        do throws(TIFFError) {
            return .appended(try TIFFAppendix(to: image, values: plan.all(keeping: image.keptInPlace())))
        } catch {
            guard error.code == .unsupported else { throw error }
            return .verbatim
        }
    }

    private static func remark(_ reading: SidecarReading, _ geometry: FrameGeometry) -> String? {
        var remarks = reading.remark.map { [$0] } ?? []
        if let sidecar = reading.sidecar {
            if sidecar.entries.count > NexusContents.greatestSettings {
                remarks.append(
                    "Of the \(sidecar.entries.count) settings in the sidecar the NeXus file has the first "
                        + "\(NexusContents.greatestSettings).")
            }
            let told = (sidecar.metadata("width")?.integer, sidecar.metadata("height")?.integer)
            if let width = told.0, let height = told.1, width != geometry.width || height != geometry.height {
                remarks.append(
                    "The sidecar tells \(width) x \(height) pixels, the image has \(geometry.width) x \(geometry.height)."
                )
            }
            if let stamp = sidecar.metadata("timeStamp")?.double, let local = NexusContents.localTime(sidecar),
                abs(stamp - local) > 60
            {
                let difference = Int(exactly: (local - stamp).rounded())
                remarks.append(
                    difference.map {
                        "The local time of the sidecar is \($0) s off its time stamp; "
                            + "the time zones of the acquisition computer and of this one differ."
                    } ?? "The time stamp of the sidecar is no time: \(stamp).")
            }
        }
        return remarks.isEmpty ? nil : remarks.joined(separator: " ")
    }
}
