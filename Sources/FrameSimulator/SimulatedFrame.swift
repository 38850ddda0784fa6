public import FrameTypes

/// One file that the simulation wrote.
public struct SimulatedFrame: Sendable, Codable, Equatable {
    /// Name in the directory.
    public var file: String
    /// Number in the series.
    public var number: Int
    /// Whether it is a dark, which belongs to the frame of the same number.
    public var isDark: Bool
    /// Shape and type of the pixels.
    public var geometry: FrameGeometry
    /// Sum and maximum of the pixels.
    public var statistics: FrameStatistics
    /// XXH3 of the pixel bytes, as a delivered file records it.
    public var pixelHash: String
    /// What was made to go wrong with it, if anything.
    public var fault: Fault?
}

/// What a simulation wrote.
public struct SimulationReport: Sendable, Codable, Equatable {
    /// The directory as it was given.
    public var directory: String
    /// The series name.
    public var series: String
    /// From the first frame to the last late file. **Unit**: s.
    public var seconds: Double
    /// Every frame and dark, in the order of writing.
    public var frames: [SimulatedFrame]
}
