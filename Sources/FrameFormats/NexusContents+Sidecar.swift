import SidecarFile
import TIFFFile

extension NexusContents {
    /// Gathers what frame and sidecar tell.
    init(
        frameName: String, image: TIFFImage, source: TIFFSource, sidecar: Sidecar?
    ) throws(TIFFError) {
        let name = FrameNumber(fileName: frameName)
        title = frameName
        sampleName = name.series
        imageNumber = name.number
        isDark = name.isDark
        let software = try image.directory.text(TIFFTag.software, source)
        let model = try image.directory.text(TIFFTag.model, source)
        program = sidecar == nil ? software : "QXRD"
        detectorDescription = model ?? "area detector"
        interpretation =
            switch image.layout.colours {
            case .none: "image"
            case .rgb: "rgba-image"
            case .cmyk: "cmyk-image"
            case .several, .unknown: nil
            }
        var end = try image.directory.text(TIFFTag.dateTime, source).flatMap { FrameTime.unix(text: $0) }
        if let sidecar {
            end = Self.endTime(sidecar) ?? end
            take(sidecar)
            takeGeometry(sidecar)
            settings = sidecar.entries.prefix(Self.greatestSettings).map(Self.setting)
        }
        endTime = end.flatMap(FrameTime.iso8601)
        if let end, let exposureTime {
            startTime = FrameTime.iso8601(end - exposureTime * Double(summedExposures ?? 1))
        }
    }

    /// End of the exposure, Unix time: the time stamp, which is universal, before the local ones. **Unit**: s.
    static func endTime(_ sidecar: Sidecar) -> Double? {
        if let stamp = sidecar.metadata("timeStamp")?.double, stamp > 0, stamp.isFinite { return stamp }
        return localTime(sidecar)
    }

    /// The same from the local times alone. **Unit**: s.
    static func localTime(_ sidecar: Sidecar) -> Double? {
        if let time = sidecar.metadata("dateTime")?.dateTime { return FrameTime.unix(time) }
        return sidecar.metadata("dateString")?.string.flatMap { FrameTime.unix(text: $0) }
    }

    private mutating func take(_ sidecar: Sidecar) {
        let version = (sidecar.metadata("qxrdVersion") ?? sidecar.metadata("version"))?.string
        programVersion = version == "unknown" ? nil : version
        if let title = sidecar.metadata("title")?.string, !title.isEmpty { self.title = title }
        exposureTime = sidecar.metadata("exposureTime")?.double
        summedExposures = sidecar.metadata("summedExposures")?.integer
        if let number = sidecar.metadata("imageNumber")?.integer {
            if number >= 0 { imageNumber = number }
            isDark = isDark || (number == -1 && sidecar.metadata("nPhases")?.integer == 0)
        }
        gainSetting = sidecar.metadata("cameraGain")?.string
    }

    private mutating func takeGeometry(_ sidecar: Sidecar) {
        let finder = { (key: String) in sidecar["centerfinder/\(key)"]?.double.flatMap { $0.isFinite ? $0 : nil } }
        pixelSizeX = finder("detectorXPixelSize")
        pixelSizeY = finder("detectorYPixelSize")
        distance = finder("detectorDistance")
        beamCenterX = finder("centerX")
        beamCenterY = finder("centerY")
        // h c in eV angstrom.
        if let energy = finder("energy"), energy > 0 { wavelength = 12_398.419_843_320_026 / energy }
    }

    private static func setting(_ entry: SidecarEntry) -> Setting {
        let name = DescriptionText.name(entry.key)
        let text = DescriptionText.plain(entry)
        if entry.key.hasPrefix("metadata/") { return Setting(section: nil, key: name, text: text) }
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        return Setting(section: String(parts[0]), key: String(parts[1]), text: text)
    }
}
