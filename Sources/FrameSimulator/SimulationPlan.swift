public import FrameTypes

/// What a simulated detector program writes, where, and how fast.
public struct SimulationPlan: Sendable {
    /// The keys of a sidecar changed with the release of the detector program.
    public enum Dialect: String, Sendable, CaseIterable {
        /// Release 0.8.
        case early = "0.8"
        /// Release 0.11: adds the Unix time, the centre finder and user properties.
        case late = "0.11"
    }

    /// How a sidecar appears in the directory.
    public enum MetadataStyle: String, Sendable, CaseIterable {
        /// Written in place.
        case qt4
        /// A lock file, a temporary file, then a rename.
        case qt5
    }

    /// Where to write; made if missing.
    public var directory: String
    /// Series name: `NAME-00001.tif`.
    public var name = "CeO2"
    /// Number of the first frame.
    public var firstNumber = 1
    /// Frames to write, darks not counted.
    public var count = 5
    /// **Unit**: frames per second; 0 writes as fast as it can.
    public var rate = 1.0
    /// Columns. **Unit**: pixel.
    public var width = 2048
    /// Rows. **Unit**: pixel.
    public var height = 2048
    /// Pixel types, taken in turn.
    public var pixelTypes: [PixelType] = [.float32]
    /// A dark frame before every so many frames; 0 for none.
    public var darksEvery = 0
    /// Different images to make before the clock starts and to use in turn; 0 makes each frame anew.
    public var uniqueImages = 0
    /// The same seed gives the same pixels.
    public var seed: UInt64 = 1
    /// Of one exposure. **Unit**: s.
    public var exposureTime = 1.0
    /// Exposures summed into a frame; 16-bit frames always have 1.
    public var summedExposures = 10
    /// Index of the amplifier's gain.
    public var cameraGain = 3
    /// Up to four user comments.
    public var comments: [String] = []
    /// User properties of the sidecar; only ``Dialect/late`` writes them.
    public var properties: [(key: String, value: String)] = []
    /// The set of keys.
    public var dialect = Dialect.early
    /// Lines of the sidecar end as on Windows.
    public var carriageReturns = false
    /// How a sidecar appears.
    public var metadataStyle = MetadataStyle.qt4
    /// Spreads the writing of each TIFF. **Unit**: s.
    public var slow = 0.0
    /// Pause between a TIFF and its sidecar. **Unit**: s.
    public var gap = 0.0
    /// Delay of what a fault makes late. **Unit**: s.
    public var late = 2.0
    /// What goes wrong; the first rule that strikes a frame decides.
    public var faults: [FaultRule] = []
    /// Directory that the frame's own metadata name, as the acquisition computer knows it; `nil` for the real one.
    public var documentRoot: String?

    /// A plan with the defaults.
    public init(directory: String) { self.directory = directory }

    /// Finds what cannot be simulated.
    ///
    /// **Throws**: ``SimulatorError`` with the code `badPlan`.
    public func validate() throws(SimulatorError) {
        let checks: [(Bool, String)] = [
            (!name.isEmpty && !name.contains("/"), "the name must not be empty and must not contain '/'"),
            (count >= 0, "the count must not be negative"),
            (firstNumber >= 0, "the first number must not be negative"),
            (rate >= 0 && slow >= 0 && gap >= 0 && late >= 0, "rates and times must not be negative"),
            ((1...65535).contains(width) && (1...65535).contains(height), "the size must lie between 1 and 65535"),
            (!pixelTypes.isEmpty, "at least one pixel type is needed"),
            (darksEvery >= 0 && uniqueImages >= 0, "counts must not be negative"),
            (summedExposures >= 1, "at least one exposure is summed"),
            (comments.count <= 4, "there are four user comments"),
            (faults.allSatisfy { $0.every >= 1 }, "a fault strikes every N-th frame, N at least 1"),
        ]
        if let failed = checks.first(where: { !$0.0 }) { throw SimulatorError(.badPlan, failed.1) }
    }
}
