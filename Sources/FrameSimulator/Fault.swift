/// Something that goes wrong with a simulated frame, as it does with real ones.
public enum Fault: String, Sendable, Codable, CaseIterable {
    /// The TIFF is complete and then cut to half its length.
    case truncated
    /// The writer dies after the pixels: no directory, the header's offset is still 0.
    case unfinished
    /// A TIFF of zero bytes.
    case zero
    /// No sidecar at all.
    case missingMetadata = "missing-metadata"
    /// A sidecar of zero bytes.
    case emptyMetadata = "empty-metadata"
    /// A sidecar of random bytes.
    case garbageMetadata = "garbage-metadata"
    /// A sidecar that ends in the middle of a line.
    case partialMetadata = "partial-metadata"
    /// The sidecar comes later than the frame, by ``SimulationPlan/late``.
    case lateMetadata = "late-metadata"
    /// The sidecar comes before the frame.
    case metadataFirst = "metadata-first"
    /// Frame and sidecar are write-protected.
    case readonly
    /// The frame is written again with other pixels, after ``SimulationPlan/late``.
    case overwrite
    /// Width and height in the sidecar are half of those of the frame.
    case wrongSize = "wrong-size"

    /// One line for a help text.
    public var meaning: String {
        switch self {
        case .truncated: "complete TIFF, cut to half its length"
        case .unfinished: "pixels but no directory, the header's offset is 0"
        case .zero: "TIFF of zero bytes"
        case .missingMetadata: "no sidecar"
        case .emptyMetadata: "sidecar of zero bytes"
        case .garbageMetadata: "sidecar of random bytes"
        case .partialMetadata: "sidecar cut in the middle of a line"
        case .lateMetadata: "sidecar comes --late seconds after the TIFF"
        case .metadataFirst: "sidecar comes before the TIFF"
        case .readonly: "both files have mode 0444"
        case .overwrite: "written again with other pixels after --late seconds"
        case .wrongSize: "width and height in the sidecar are wrong"
        }
    }
}

/// Which frames a fault strikes.
public struct FaultRule: Sendable {
    /// What goes wrong.
    public var fault: Fault
    /// Every how many frames; 1 is each.
    public var every: Int

    /// Makes a rule.
    public init(fault: Fault, every: Int) {
        self.fault = fault
        self.every = every
    }
}
