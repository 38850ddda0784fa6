import FrameTypes

/// The contents of a sidecar, key by key in the order of the detector program.
struct SidecarText {
    /// What the keys are about.
    struct Subject {
        var name: String
        var document: String
        var geometry: FrameGeometry
        var isDark: Bool
        var number: Int
        var exposures: Int
        var time: LocalTime
    }

    private let plan: SimulationPlan
    private let subject: Subject

    init(_ plan: SimulationPlan, _ subject: Subject) {
        self.plan = plan
        self.subject = subject
    }

    /// The file. `wrongSize` halves width and height.
    func bytes(wrongSize: Bool) -> [UInt8] {
        let divisor = wrongSize ? 2 : 1
        var lines = ["[metadata]"]
        lines += ["width=\(subject.geometry.width / divisor)", "height=\(subject.geometry.height / divisor)"]
        lines += identity + exposure + moment + camera + ["", "[normalization]", "size=0"]
        if plan.dialect == .late { lines += Self.calibration }
        return Array((lines.joined(separator: lineEnd) + lineEnd).utf8)
    }

    private var lineEnd: String { plan.carriageReturns ? "\r\n" : "\n" }

    private var identity: [String] {
        let (type, typeName) = dataType
        let isUnknown = plan.dialect == .early && subject.geometry.pixelType.isSubtracted
        let versions =
            plan.dialect == .late ? ("0.11.8", "5.3.2") : isUnknown ? ("unknown", "unknown") : ("0.8.3", "4.7.3")
        return [
            "qxrdVersion=\(versions.0)", "qtVersion=\(versions.1)", "dataType=\(type)", "dataTypeName=\(typeName)",
            "fileBase=" + SettingsText.string(subject.name), "fileName=" + SettingsText.string(subject.document),
            "title=" + SettingsText.string(subject.name), "readoutMode=0",
        ]
    }

    private var exposure: [String] {
        var lines = ["exposureTime=\(plan.exposureTime.shortText)", "summedExposures=\(subject.exposures)"]
        if plan.dialect == .late { lines.append("imageSequenceNumber=\(subject.number)") }
        let dark = subject.isDark
        lines.append("imageNumber=\(dark ? -1 : subject.number)")
        return lines + ["phaseNumber=\(dark ? -1 : 0)", "nPhases=\(dark ? 0 : 1)"]
    }

    private var moment: [String] {
        var lines = [
            "dateTime=" + SettingsText.dateTime(subject.time), "dateString=" + subject.time.sidecarText,
        ]
        if plan.dialect == .late {
            let milliseconds = subject.time.unixMilliseconds
            lines.append("timeStamp=\(milliseconds / 1000).\((milliseconds % 1000).padded(3))")
        }
        return lines
    }

    private var camera: [String] {
        var lines = ["hBinning=1", "vBinning=1", "cameraGain=\(plan.cameraGain)", "triggered=1"]
        for index in 0..<4 {
            let comment = index < plan.comments.count ? plan.comments[index] : ""
            lines.append("userComment\(index + 1)=" + SettingsText.string(comment))
        }
        lines += ["imageSaved=1", "normalization=" + SettingsText.emptyDoubles]
        guard plan.dialect == .late else { return lines + ["used=true"] }
        lines += [
            "normalization\\size=0", "extraInputs=" + SettingsText.emptyDoubles, "extraInputs\\size=0", "used=true",
        ]
        return lines + plan.properties.map { "\($0.key)=" + SettingsText.string($0.value) }
    }

    private var dataType: (Int, String) {
        if subject.isDark { return (2, "32 Bit Raw Data") }
        if subject.geometry.pixelType.isSubtracted { return (5, "Subtracted Data") }
        return subject.geometry.pixelType.size == 4 ? (2, "32 Bit Raw Data") : (1, "16 Bit Raw Data")
    }

    private static let calibration = [
        "", "[centerfinder]", "centerX=1030.36", "centerY=1025.92512568526", "detectorXPixelSize=200",
        "detectorYPixelSize=200", "detectorDistance=300", "energy=42650", "implementTilt=false", "", "[integrator]",
        "oversample=1", "integrationNSteps=2200",
    ]
}

extension Double {
    /// Without a fraction where there is none, as the detector program writes numbers.
    var shortText: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }
}
