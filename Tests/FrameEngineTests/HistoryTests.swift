import FrameTypes
import Testing

@testable import FrameEngine

@Suite("What is counted since the start of the server", .serialized, .timeLimit(.minutes(6)))
struct HistoryTests {
    @Test("Init keeps it, and counts what is unfinished once; a start begins anew")
    func initKeeps() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a.tif")
        try harness.writeFrame("b.dark.tif", seed: 2)
        try harness.write([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], to: harness.raw + "/bad.tif")
        harness.wait("all have ended") { $0.framesArchived == 1 && $0.framesDiscarded == 1 && $0.framesFailed == 1 }
        try harness.engine.setPlugin("03_finalize", enabled: false)
        try harness.writeFrame("c.tif", seed: 3)
        harness.wait("it waits") { $0.framesPending == 1 && $0.count(.processed) == 1 }
        let before = harness.engine.snapshot

        harness.restart(isInit: true)
        harness.wait("the one that waited") { $0.framesArchived == 2 && $0.framesPending == 0 }
        let after = harness.engine.snapshot
        #expect(after.framesFound == 4 && after.framesDiscarded == 1 && after.framesFailed == 1)
        #expect(after.count(.archived) == 2 && after.count(.quarantined) == 1 && after.count(.discarded) == 1)
        #expect(after.unitsPerState.reduce(0, +) == 4)
        #expect(after.tickCount >= before.tickCount && after.bytesArchived > before.bytesArchived)
        #expect(after.lastError == before.lastError && after.lastFrame.hasSuffix("/c.tif"))

        harness.restart()
        harness.wait("running") { $0.state == .running }
        #expect(harness.engine.snapshot.framesFound == 0 && harness.engine.snapshot.bytesArchived == 0)
    }

    @Test("Values that are shown before the new engine works are those of before")
    func firstValues() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a.tif")
        harness.wait("archived") { $0.framesArchived == 1 }
        harness.engine.close()
        let next = FrameEngine(harness.parsed, after: harness.engine.history, logger: EngineHarness.logger)
        #expect(next.snapshot.framesFound == 1 && next.snapshot.lastFrame.hasSuffix("/a.tif"))
        #expect(next.history.counters.archived == 1)
    }
}
