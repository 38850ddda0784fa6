import FrameTypes
import Glibc
import Hashing

/// Writes frames and sidecars the way a QXRD detector program does: the same layout, the same order of the writes.
///
/// **Isolation**: one thread at a time; ``run(progress:)`` blocks it for as long as the series takes.
public struct Simulator {
    private let plan: SimulationPlan
    private var source: FrameSource
    private var postponed: [(due: ContinuousClock.Instant, write: () throws(SimulatorError) -> Void)] = []
    private var frames: [SimulatedFrame] = []

    /// Checks the plan.
    ///
    /// **Throws**: ``SimulatorError``, code `badPlan`.
    public init(_ plan: SimulationPlan) throws(SimulatorError) {
        try plan.validate()
        self.plan = plan
        source = FrameSource(plan)
    }

    /// Writes the series; `progress` is told how many frames are there.
    ///
    /// **Throws**: ``SimulatorError``, code `cannotWrite`.
    public mutating func run(progress: (Int) -> Void = { _ in }) throws(SimulatorError) -> SimulationReport {
        try makeDirectory()
        source.fillStock()
        let start = ContinuousClock.now
        for index in 0..<plan.count {
            try writeDark(before: index)
            try writeFrame(index)
            try writePostponed(until: .now)
            progress(index + 1)
            if plan.rate > 0, index + 1 < plan.count { pause(until: start + .seconds(Double(index + 1) / plan.rate)) }
        }
        try writePostponed(until: nil)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return SimulationReport(directory: plan.directory, series: plan.name, seconds: seconds, frames: frames)
    }

    private func makeDirectory() throws(SimulatorError) {
        // By bytes: an accent at the beginning of a name joins the slash before it to one letter.
        let slash = UInt8(ascii: "/")
        var path = plan.directory.utf8.first == slash ? "/" : ""
        for part in plan.directory.utf8.split(separator: slash) {
            path += String(Substring(part)) + "/"
            if mkdir(path, 0o777) != 0, errno != EEXIST { throw .system("make the directory", path) }
        }
    }

    private func pixelType(_ index: Int) -> PixelType { plan.pixelTypes[index % plan.pixelTypes.count] }

    private mutating func writeDark(before index: Int) throws(SimulatorError) {
        guard plan.darksEvery > 0, index % plan.darksEvery == 0 else { return }
        let type = pixelType(index)
        let number = plan.firstNumber + index
        let image = source.dark(number, before: type)
        try write(image, number: number, isDark: true, exposures: source.exposures(type), fault: nil)
    }

    private mutating func writeFrame(_ index: Int) throws(SimulatorError) {
        let type = pixelType(index)
        let number = plan.firstNumber + index
        let fault = plan.faults.first { (index + 1) % $0.every == 0 }?.fault
        let image = source.frame(number, type)
        try write(image, number: number, isDark: false, exposures: source.exposures(type), fault: fault)
    }

    private mutating func write(
        _ image: PixelImage, number: Int, isDark: Bool, exposures: Int, fault: Fault?
    ) throws(SimulatorError) {
        let file = "\(plan.name)-\(number.padded(5))\(isDark ? ".dark" : "").tif"
        let root = plan.documentRoot ?? absolute(plan.directory)
        let document = (root.hasSuffix("/") ? root : root + "/") + file
        let time = LocalTime.now()
        let subject = SidecarText.Subject(
            name: file, document: document, geometry: image.geometry, isDark: isDark, number: number,
            exposures: exposures, time: time)
        let set = FrameSet(
            path: plan.directory + "/" + file, image: image,
            layout: FrameLayout(image.geometry, document: document, time: time),
            sidecar: SidecarText(plan, subject).bytes(wrongSize: fault == .wrongSize), plan: plan)
        var shown = image
        try set.write(fault, number: number)
        if fault == .lateMetadata {
            postpone { () throws(SimulatorError) in try set.writeSidecar(set.sidecar) }
        } else if fault == .overwrite {
            shown = source.frame(number, image.geometry.pixelType, take: 1)
            let second = set.replacing(shown)
            postpone { () throws(SimulatorError) in try second.write(nil, number: number) }
        }
        frames.append(
            SimulatedFrame(
                file: file, number: number, isDark: isDark, geometry: image.geometry, statistics: shown.statistics,
                pixelHash: ContentHash.of(shown.bytes), fault: fault))
    }

    private func absolute(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private mutating func postpone(_ write: @escaping () throws(SimulatorError) -> Void) {
        postponed.append((.now + .seconds(plan.late), write))
    }

    /// Writes what is due at `instant`; `nil`: all of it, each at its time.
    private mutating func writePostponed(until instant: ContinuousClock.Instant?) throws(SimulatorError) {
        while let next = postponed.first, instant.map({ next.due <= $0 }) ?? true {
            pause(until: next.due)
            try next.write()
            postponed.removeFirst()
        }
    }
}

/// Blocks until `instant`.
func pause(until instant: ContinuousClock.Instant) { pause(for: instant - .now) }

/// Blocks for `duration`.
func pause(for duration: Duration) {
    let (seconds, attoseconds) = duration.components
    guard duration > .zero else { return }
    let end = ContinuousClock.now + duration
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    // A signal that is handled ends the sleep early.
    if nanosleep(&time, nil) != 0, errno == EINTR { pause(until: end) }
}
