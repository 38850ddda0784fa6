import EngineTesting
import FrameEngine
import POSIXFiles
import Testing

@Suite("A worker is not believed", .serialized, .timeLimit(.minutes(6)))
struct LyingWorkerTests {
    private func write(_ name: String, _ harness: EngineHarness) throws -> [UInt8] {
        let frame = TestFrame(width: 200, height: 200)
        try harness.write(frame.tiff(), to: harness.raw + "/" + name)
        try harness.write(frame.sidecar(), to: harness.raw + "/\(name).metadata")
        return frame.tiff()
    }

    @Test(
        "A copy that differs from its frame is none, whatever its worker says",
        arguments: ["pixel.tif", "short.tif", "nothing.tif", "sidecar.tif"])
    func refuted(_ name: String) throws {
        let harness = try EngineHarness(worker: EngineHarness.lyingWorker)
        harness.wait("running") { $0.state == .running }
        let bytes = try write(name, harness)
        _ = try write("good.tif", harness)
        harness.wait("one archived, one set aside") { $0.framesArchived == 1 && $0.framesFailed == 1 }
        #expect(harness.files(below: harness.remote) == ["good.nxs", "good.tif", "good.tif.metadata"])
        let kept = harness.files(below: harness.state + "/quarantine").filter { $0.hasSuffix("/" + name) }
        #expect(kept.map { harness.bytes(harness.state + "/quarantine/" + $0) } == [bytes])
        #expect(try harness.engine.explain(name).contains("pixel") || !name.hasPrefix("pixel"))
    }
}
