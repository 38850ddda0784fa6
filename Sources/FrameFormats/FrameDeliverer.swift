import FrameTypes
import Glibc
import NexusFile
import POSIXFiles
import TIFFFile
import WorkerProtocol

/// Makes the delivered files of a frame from its recipe.
///
/// Pixels are read once, in pieces that stay in the processor's cache while they are hashed, counted and written.
final class FrameDeliverer {
    private var press: HDF5Press
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    private var skeletons: [SkeletonKey: HDF5Image] = [:]

    private struct SkeletonKey: Hashable {
        var userBlock: Int
        var width: Int
        var height: Int
        var pixelType: PixelType
    }

    init() throws(HDF5Error) { press = try HDF5Press() }

    deinit { buffer.deallocate() }

    func deliver(_ request: DeliverRequest, _ allow: (Int) -> Void) throws -> DeliverOutcome {
        let recipe = try FrameRecipe(decoding: FrameSource(path: request.recipe).bytes(limit: Int.max))
        let source = try FrameSource(path: request.frame)
        // A file in memory, a piece as it is stored and a piece of rows, each of which may hold all pixels.
        allow(source.size + 3 * recipe.geometry.byteCount)
        guard source.size == recipe.sourceSize else {
            throw WorkerFailure(
                kind: .badInput,
                message: "The frame has \(source.size) bytes; it had \(recipe.sourceSize) when it was merged.")
        }
        guard let sidecar = request.sidecar, let sidecarPart = request.sidecarPart else {
            return try deliver(request, recipe, source, nil)
        }
        var part = try PartFile(path: sidecarPart, durable: request.durable)
        let sidecarSource = try FrameSource(path: sidecar)
        try copy(sidecarSource, 0..<sidecarSource.size) { try part.append(UnsafeRawBufferPointer($0)) }
        let outcome = try deliver(request, recipe, source, part.finish())
        try part.sync()
        return outcome
    }

    private func deliver(
        _ request: DeliverRequest, _ recipe: FrameRecipe, _ source: borrowing FrameSource, _ sidecar: DeliveredFile?
    ) throws -> DeliverOutcome {
        switch recipe.way {
        case .linked(let block): try deliverLinked(request, recipe, block, source, sidecar)
        case .appended(let appendix): try deliverCopied(request, recipe, appendix, source, sidecar)
        case .verbatim: try deliverCopied(request, recipe, nil, source, sidecar)
        }
    }

    /// Hands out a range of a file piece by piece.
    private func copy(
        _ source: borrowing FrameSource, _ range: Range<Int>, _ body: (UnsafeMutableRawBufferPointer) throws -> Void
    ) throws {
        var position = range.lowerBound
        while position < range.upperBound {
            let piece = UnsafeMutableRawBufferPointer(
                rebasing: buffer[..<min(buffer.count, range.upperBound - position)])
            guard try source.read(at: position, into: piece) == piece.count else {
                throw WorkerFailure(kind: .badInput, message: "\(source.path) became shorter while it was read.")
            }
            try body(piece)
            position += piece.count
        }
    }

    // MARK: Linked

    /// One file that is TIFF and HDF5, and a NeXus file that links to it.
    private func deliverLinked(
        _ request: DeliverRequest, _ recipe: FrameRecipe, _ block: TIFFHeadBlock, _ source: borrowing FrameSource,
        _ sidecar: DeliveredFile?
    ) throws -> DeliverOutcome {
        let skeleton = try skeleton(recipe.geometry, userBlock: block.bytes.count)
        guard let offset = UInt32(exactly: skeleton.pixelRange.lowerBound), skeleton.fileSize <= Int(UInt32.max),
            let range = recipe.pixelRange
        else { throw RecipeError.damaged }
        var image = try PartFile(path: request.imagePart, durable: request.durable)
        try image.append(Array(block.bytes(pixelOffset: offset) + skeleton.head[block.bytes.count...]))
        var pass = PixelPass(recipe.geometry.pixelType, swapsBytes: recipe.swapsBytes)
        try copy(source, range) { piece in
            pass.take(piece)
            try image.append(UnsafeRawBufferPointer(piece))
        }
        try image.append(skeleton.tail)
        let delivered = image.finish()
        let checksum = pass.checksum
        let tree = NexusTree.nexus(
            recipe.contents, geometry: recipe.geometry, pixels: .linked(image: request.names.image),
            names: names(request), checksum: checksum)
        var nexus = try PartFile(path: request.nexusPart, durable: request.durable)
        try nexus.append(press.print(root: tree))
        let printed = nexus.finish()
        try image.sync()
        try nexus.sync()
        let kept = KeptBytes(
            source: Int64(range.lowerBound), image: Int64(offset), count: Int64(range.count),
            wordSize: recipe.swapsBytes ? recipe.geometry.pixelType.size : 1)
        return DeliverOutcome(
            pixelHash: checksum, image: delivered, kept: [kept], sidecar: sidecar,
            nexus: printed, statistics: pass.statistics)
    }

    /// The HDF5 part of a delivered image: the same for all frames of one shape, so it is laid out once.
    private func skeleton(_ geometry: FrameGeometry, userBlock: Int) throws(HDF5Error) -> HDF5Image {
        let key = SkeletonKey(
            userBlock: userBlock, width: geometry.width, height: geometry.height, pixelType: geometry.pixelType)
        if let known = skeletons[key] { return known }
        let made = try press.builder.build(userBlock: userBlock, root: NexusTree.image(geometry))
        if skeletons.count >= 64 { skeletons.removeAll() }
        skeletons[key] = made
        return made
    }

    // MARK: Copied

    /// The source byte for byte, with a new directory behind it if there is one, and a NeXus file with its own pixels.
    private func deliverCopied(
        _ request: DeliverRequest, _ recipe: FrameRecipe, _ appendix: TIFFAppendix?, _ source: borrowing FrameSource,
        _ sidecar: DeliveredFile?
    ) throws -> DeliverOutcome {
        let layout = try nexus(request, recipe, checksum: String(repeating: "0", count: 32))
        var nexusPart = try PartFile(path: request.nexusPart, durable: request.durable)
        var image = try PartFile(path: request.imagePart, durable: request.durable)
        var pass = PixelPass(recipe.geometry.pixelType, swapsBytes: recipe.swapsBytes)
        var pixelPosition = layout.pixelRange.lowerBound
        func takePixels(_ piece: UnsafeMutableRawBufferPointer) throws {
            pass.take(piece)
            try nexusPart.write(UnsafeRawBufferPointer(piece), at: pixelPosition)
            pixelPosition += piece.count
        }
        let pixels = recipe.pixelRange ?? recipe.sourceSize..<recipe.sourceSize
        for range in [0..<pixels.lowerBound, pixels, pixels.upperBound..<recipe.sourceSize] {
            try copy(source, range) { piece in
                if let appendix, range.lowerBound == 0 { Self.patch(piece, image.size, appendix) }
                try image.append(UnsafeRawBufferPointer(piece))
                if range == pixels { try takePixels(piece) }
            }
        }
        if let appendix {
            try image.append([UInt8](repeating: 0, count: appendix.position - recipe.sourceSize) + appendix.bytes)
        }
        let delivered = image.finish()
        if recipe.pixelRange == nil {
            let decoder = try TIFFDecoder(
                descriptor: source.file.rawValue, image: TIFFImage(reading: source.tiff))
            try decoder.decode(takePixels)
        }
        guard pixelPosition == layout.pixelRange.upperBound else {
            throw WorkerFailure(kind: .badInput, message: "The image has fewer pixels than its tags tell.")
        }
        let checksum = pass.checksum
        let final = try nexus(request, recipe, checksum: checksum)
        guard final.pixelRange == layout.pixelRange else { throw HDF5Error("Two layouts of one NeXus file differ.") }
        try nexusPart.write(final.head, at: 0)
        try nexusPart.write(final.tail, at: final.pixelRange.upperBound)
        let printed = try nexusPart.finishByReading(buffer)
        try image.sync()
        try nexusPart.sync()
        return DeliverOutcome(
            pixelHash: checksum, image: delivered, kept: Self.kept(recipe, appendix), sidecar: sidecar,
            nexus: printed, statistics: pass.statistics)
    }

    /// Puts the place of the new directory into the header while the header passes by.
    private static func patch(_ piece: UnsafeMutableRawBufferPointer, _ position: Int, _ appendix: TIFFAppendix) {
        for (index, byte) in appendix.headerBytes.enumerated() {
            let place = appendix.headerPosition + index - position
            if piece.indices.contains(place) { piece[place] = byte }
        }
    }

    /// Everything but the place of the new directory.
    private static func kept(_ recipe: FrameRecipe, _ appendix: TIFFAppendix?) -> [KeptBytes] {
        let patched = appendix.map { $0.headerPosition..<($0.headerPosition + $0.headerBytes.count) } ?? 0..<0
        return [0..<patched.lowerBound, patched.upperBound..<recipe.sourceSize].filter { !$0.isEmpty }.map { range in
            KeptBytes(source: Int64(range.lowerBound), image: Int64(range.lowerBound), count: Int64(range.count))
        }
    }

    private func nexus(_ request: DeliverRequest, _ recipe: FrameRecipe, checksum: String) throws -> HDF5Image {
        try press.builder.build(
            root: NexusTree.nexus(
                recipe.contents, geometry: recipe.geometry, pixels: .own(recipe.geometry), names: names(request),
                checksum: checksum))
    }

    private func names(_ request: DeliverRequest) -> NexusTree.Names {
        NexusTree.Names(image: request.names.image, sidecar: request.names.sidecar, nexus: request.names.nexus)
    }
}
