import FrameEngine
import POSIXFiles
import Testing

@Suite("Frames reach the archive", .serialized, .timeLimit(.minutes(6)))
struct ArchivingTests {
    @Test("A frame with its sidecar becomes three files, and the work directories are empty")
    func oneFrame() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a-00001.tif")
        let snapshot = harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.files(below: harness.remote) == ["a-00001.nxs", "a-00001.tif", "a-00001.tif.metadata"])
        #expect(harness.isWorkEmpty)
        #expect(snapshot.framesFound == 1)
        #expect(snapshot.framesPending == 0)
        #expect(snapshot.lastFrame == harness.remote + "/a-00001.tif")
        #expect(snapshot.frameStatistics != nil)
        #expect(snapshot.bytesArchived > 0)
        #expect(snapshot.state == .running)
    }

    @Test("The tree below the raw directory is kept")
    func tree() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("s1/deep/a.tif")
        try harness.writeFrame("s2/a.tif", seed: 2)
        harness.wait("archived") { $0.framesArchived == 2 }
        #expect(
            harness.files(below: harness.remote) == [
                "s1/deep/a.nxs", "s1/deep/a.tif", "s1/deep/a.tif.metadata", "s2/a.nxs", "s2/a.tif",
                "s2/a.tif.metadata",
            ])
    }

    @Test("Darks are thrown away with their sidecars, and count once")
    func darks() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a-00001.dark.tif")
        try harness.writeFrame("darkmatter.tif")
        let snapshot = harness.wait("done") { $0.framesDiscarded == 1 && $0.framesArchived == 1 }
        #expect(snapshot.framesFound == 2)
        harness.wait("the sidecar of the dark is gone") { _ in harness.files(below: harness.raw).isEmpty }
        #expect(harness.files(below: harness.remote).allSatisfy { $0.hasPrefix("darkmatter") })
    }

    @Test("Many frames at once all get their turn, however often each is told of")
    func flood() throws {
        let harness = try EngineHarness(["MaxSubProcess": ["1"]])
        harness.wait("running") { $0.state == .running }
        for index in 0..<120 {
            try harness.writeFrame("f\(index).tif", seed: UInt64(index))
            try harness.engine.rescan()
        }
        // Faster than by looks at the whole tree, each of which brings a few on their way.
        harness.wait("archived", seconds: 120) { $0.framesArchived == 120 }
    }

    @Test("Many frames at once")
    func many() throws {
        let harness = try EngineHarness()
        for index in 0..<60 { try harness.writeFrame("f-\(index).tif", seed: UInt64(index)) }
        let snapshot = harness.wait("archived") { $0.framesArchived == 60 }
        #expect(snapshot.framesFound == 60)
        #expect(harness.files(below: harness.remote).count == 180)
        #expect(harness.isWorkEmpty)
    }
}
