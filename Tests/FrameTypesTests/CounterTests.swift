import FrameTypes
import Testing

@Suite("Counters, rates and levels")
struct CounterTests {
    @Test("Found is always the sum of the rest")
    func invariant() {
        var counters = FrameCounters()
        for _ in 0..<10 { counters.find() }
        counters.archive()
        counters.fail()
        counters.discard()
        #expect(counters.found == 10)
        #expect(counters.pending == 7)
        #expect(counters.found == counters.pending + counters.archived + counters.failed + counters.discarded)
    }

    @Test("Rates are those of the last sixty seconds")
    func rates() {
        var window = RateWindow(start: 0)
        #expect(window.rates(at: 1).latency == nil)
        for second in 0..<30 { window.add(bytes: 2_000_000, latency: 0.5, at: Double(second) + 0.5) }
        let early = window.rates(at: 30)
        #expect(early.frames == 1)
        #expect(early.megabytes == 2)
        #expect(early.latency == 0.5)
        let later = window.rates(at: 75)
        #expect(later.frames == 14.0 / 60)
        #expect(window.rates(at: 200).frames == 0)
    }

    @Test("Levels rise at once and fall with hysteresis")
    func levels() {
        var gauge = PressureGauge()
        let steps: [(used: Double, time: Double?, level: PressureLevel)] = [
            (10, nil, .green), (60.5, nil, .amber), (55, nil, .amber), (49, nil, .green), (76, nil, .orange),
            (65, nil, .orange), (59, nil, .amber), (49, nil, .green), (91, nil, .red), (80, nil, .red),
            (74, nil, .orange), (40, nil, .green), (20, 500, .amber), (20, 100, .orange), (20, 10, .red),
            (20, nil, .green),
        ]
        for step in steps {
            gauge.update(usedPercent: step.used, timeToFull: step.time)
            #expect(gauge.level == step.level, "at \(step.used) %, \(String(describing: step.time)) s")
        }
    }

    @Test("The time to full needs more than a burst")
    func timeToFull() {
        var rate = FillRate()
        #expect(rate.timeToFull(used: 0, free: 1_000, at: 0) == nil)
        #expect(rate.timeToFull(used: 500, free: 500, at: 1) == nil)
        #expect(rate.timeToFull(used: 500, free: 500, at: 10) == 10)
        #expect(rate.timeToFull(used: 100, free: 900, at: 45) == nil)
    }

    @Test("Names of versions stay together")
    func names() {
        let plain = FrameNames(frame: "a.b.tif", sidecarSuffix: ".metadata")
        #expect([plain.image, plain.sidecar, plain.nexus] == ["a.b.tif", "a.b.tif.metadata", "a.b.nxs"])
        let second = FrameNames(frame: "a.b.tif", sidecarSuffix: ".metadata", version: 2)
        #expect([second.image, second.sidecar, second.nexus] == ["a.b.v2.tif", "a.b.v2.tif.metadata", "a.b.v2.nxs"])
        let whole = FrameNames(frame: "x.tiff", sidecarSuffix: nil, nexus: .wholeName)
        #expect([whole.image, whole.sidecar, whole.nexus] == ["x.tiff", nil, "x.tiff.nxs"])
        #expect(FrameNames(frame: "noext", sidecarSuffix: nil).nexus == "noext.nxs")
        #expect(FrameNames.rival(of: "x.tiff") == "x.tif")
        #expect(FrameNames.rival(of: "x.tif") == nil)
    }
}
