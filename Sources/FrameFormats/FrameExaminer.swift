import POSIXFiles
import SidecarFile
import TIFFFile
import WorkerProtocol

/// Looks at the bytes of a frame and its sidecar.
enum FrameExaminer {
    static func examine(_ request: ExamineRequest) throws -> FrameExamination {
        let source = try FrameSource(path: request.frame)
        let (incomplete, geometry) = try TIFFImage.inspect(source.tiff)
        return FrameExamination(
            incomplete: incomplete, geometry: geometry, sidecar: verdict(try SidecarReading(path: request.sidecar)))
    }

    private static func verdict(_ reading: SidecarReading) -> SidecarVerdict {
        guard reading.exists else { return .missing }
        return reading.remark.map { .bad(reason: $0) } ?? .good
    }
}

/// A sidecar as far as it can be read. One that is missing, empty or garbage never stops its frame.
struct SidecarReading {
    /// Nil when there is none.
    let sidecar: Sidecar?
    let exists: Bool
    /// All complaints in one text, or nil.
    let remark: String?

    /// Real sidecars have a few thousand bytes; what comes after so many is not read. **Unit**: byte.
    private static let limit = 4 << 20

    /// **Throws**: `POSIXError` when a file that is there cannot be read.
    init(path: String?, isParsed: Bool = true) throws(POSIXError) {
        var source: FrameSource?
        if let path {
            do {
                source = try FrameSource(path: path)
            } catch {
                guard error.isMissing else { throw error }
                source = nil
            }
        }
        guard let source else {
            (sidecar, exists, remark) = (nil, false, nil)
            return
        }
        guard isParsed else {
            (sidecar, exists) = (nil, true)
            remark = "The sidecar was not read, because reading it has failed again and again."
            return
        }
        let parsed = Sidecar(parsing: try source.bytes(limit: Self.limit))
        var complaints = parsed.complaints
        if source.size > Self.limit {
            complaints.append("Of the sidecar's \(source.size) bytes only the first \(Self.limit) were read.")
        }
        sidecar = parsed
        exists = true
        remark = complaints.isEmpty ? nil : complaints.joined(separator: " ")
    }
}
