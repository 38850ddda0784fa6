import FrameEngine
import Log
import TangoIDL
import TangoServer
import TangoTypes

/// The regions of interest are kept as device properties, so that a restart and the database know them.
extension FrameWatch {
    func setRegionNames(_ names: [String]) throws {
        let changed = try changing { (regions) throws(Regions.Refusal) in try regions.setNames(names) }
        try context.setProperty(Keys.roiNames.name, to: changed.nameLines)
        take(changed)
    }

    func setRegions(_ image: Image<Int32>) throws {
        let rows = Regions.rows(image.pixels, width: image.width)
        let changed = try changing { (regions) throws(Regions.Refusal) in try regions.setRectangles(rows) }
        try context.setProperty(Keys.rois.name, to: changed.rectangleLines)
        take(changed)
    }

    /// Reads the properties; a wrong one leaves its half empty and is named in the answer.
    func loadRegions() -> [PropertyProblem] {
        let texts = context.configuredProperties
        var loaded = Regions()
        var problems: [PropertyProblem] = []
        do {
            try loaded.setNames(texts[Keys.roiNames.name] ?? [])
        } catch {
            problems.append(PropertyProblem(property: Keys.roiNames.name, value: error.value, allowed: error.allowed))
        }
        do {
            try loaded.setRectangles(lines: texts[Keys.rois.name] ?? [])
        } catch {
            problems.append(PropertyProblem(property: Keys.rois.name, value: error.value, allowed: error.allowed))
        }
        take(loaded)
        return problems
    }

    private func changing(_ change: (inout Regions) throws(Regions.Refusal) -> Void) throws(DevFailed) -> Regions {
        var changed = regions
        do {
            try change(&changed)
        } catch {
            throw .invalidRegions("\"\(error.value)\" was refused: allowed is \(error.allowed).")
        }
        return changed
    }

    private func take(_ changed: Regions) {
        let before = regions
        regions = changed
        showCounters(changed.named, instead: before.named)
        publisher.regionsChanged(changed)
    }

    /// Each region that has a name and a rectangle is an attribute that scans read as a counter.
    private func showCounters(_ names: [String], instead before: [String]) {
        for name in before where !names.contains(name) { removeAttribute(named: Regions.counter(name)) }
        for name in names {
            let counter = Attribute<FrameWatch>(
                AttributeKey<Double>(Regions.counter(name)), unit: "count",
                description: "sum over the region \(name) of the last frame", pushed: [.change, .archiveAsConfigured],
                reading: { _ in .invalid })
            do { try addAttribute(counter) } catch {
                context.logger.error("the counter of the region \(name) cannot be shown: \(error)")
            }
        }
    }
}
