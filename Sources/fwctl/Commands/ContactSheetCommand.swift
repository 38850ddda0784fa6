import FrameTypes
import POSIXFiles
import TIFFFile

/// `fwctl contact-sheet`: many frames on one picture.
enum ContactSheetCommand: Subcommand {
    static let spec = CommandSpec(
        name: "contact-sheet", summary: "draws the frames below a directory as small pictures into one PNG",
        positionals: [
            .init(name: "DIR", help: "the TIFF files below it are drawn, in the order of their names"),
            .init(name: "PNG", help: "the picture to write"),
        ],
        options: [
            .init("side", "N", "edge of each small picture in pixels (default 256)"),
            .init("columns", "N", "pictures in a row (default 6)"),
            .init("limit", "N", "draw at most N frames (default 120)"),
        ],
        examples: [
            "fwctl contact-sheet var/demo/archive sheet.png",
            "fwctl contact-sheet /data/CeO2 CeO2.png --columns 10 --side 128",
        ])

    /// What was drawn.
    private struct Report: Encodable {
        var file: String
        var width: Int
        var height: Int
        var frames: [String]
        /// Files that could not be drawn, with the reason.
        var skipped: [String: String]
    }

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus {
        let side = try arguments.number("side", in: 8...4096) ?? 256
        let limit = try arguments.number("limit", in: 1...10_000) ?? 120
        var sheet = ContactSheet(columns: try arguments.number("columns", in: 1...1000) ?? 6, side: side)
        let (directory, target) = (arguments.positionals[0], arguments.positionals[1])
        let files = try frames(below: directory).prefix(limit)
        var report = Report(file: target, width: 0, height: 0, frames: [], skipped: [:])
        let bar = ProgressBar("drawing", total: files.count)
        defer { bar.finish() }
        for (index, path) in files.enumerated() {
            do {
                sheet.add(Paths.base(of: path), try thumbnail(path, side: side).picture)
                report.frames.append(path)
            } catch {
                report.skipped[path] = "\(error)"
            }
            bar.update(index + 1)
        }
        bar.finish()
        guard !report.frames.isEmpty else {
            throw CommandError("no frame below \(directory) can be drawn", status: .notFound)
        }
        let picture = sheet.picture
        (report.width, report.height) = (picture.width, picture.height)
        try PNGFile.write(picture, to: target)
        try console.answer(report) { report in
            report.skipped.sorted { $0.key < $1.key }.map { "skipped \($0.key): \($0.value)\n" }.joined()
                + "drew \(report.frames.count) frames into \(target), \(report.width)x\(report.height) pixels\n"
        }
        return .success
    }

    private static func frames(below directory: String) throws -> [String] {
        var found: [String] = []
        try DirectoryListing.walk(directory) { path, _ in
            if path.hasSuffix(".tif") || path.hasSuffix(".tiff") { found.append(path) }
        }
        return found.sorted()
    }

    private static func thumbnail(_ path: String, side: Int) throws -> Thumbnail {
        let file = try FileDescriptor(opening: path, for: .read)
        let source = TIFFSource.descriptor(file.rawValue, size: Int(try file.status().identity.size))
        let image = try TIFFImage(reading: source)
        try image.verifyPixels(source)
        guard let geometry = image.geometry, geometry.samples == 1 else { throw CommandError("not a grey image") }
        var thumbnail = Thumbnail(geometry, side: side)
        try TIFFDecoder(descriptor: file.rawValue, image: image).decode { rows in
            thumbnail.add(rows: UnsafeRawBufferPointer(rows))
        }
        return thumbnail
    }
}
