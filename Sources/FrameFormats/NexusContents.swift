/// What the NeXus file of a frame tells, apart from pixels, names and checksums.
struct NexusContents: Equatable {
    /// One key of the sidecar.
    struct Setting: Equatable {
        /// Section, or nil for `[metadata]`.
        var section: String?
        var key: String
        var text: String
    }

    var title = ""
    var program: String?
    var programVersion: String?
    var startTime: String?
    var endTime: String?
    var sampleName = ""
    var detectorDescription = ""
    /// One exposure. **Unit**: s.
    var exposureTime: Double?
    var summedExposures: Int?
    var imageNumber: Int?
    var isDark = false
    var gainSetting: String?
    /// What the pixels are to be shown as; nil for several numbers per pixel that are no colours.
    var interpretation: String? = "image"
    /// **Unit**: angstrom.
    var wavelength: Double?
    /// **Unit**: um.
    var pixelSizeX: Double?
    /// **Unit**: um.
    var pixelSizeY: Double?
    /// **Unit**: mm.
    var distance: Double?
    /// **Unit**: pixel.
    var beamCenterX: Double?
    /// **Unit**: pixel.
    var beamCenterY: Double?
    var settings: [Setting] = []
    /// Real sidecars have two hundred; the time that HDF5 takes grows with the square.
    static let greatestSettings = 1_024
}
