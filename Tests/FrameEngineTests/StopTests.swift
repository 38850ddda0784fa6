import EngineTesting
import FrameTypes
import Glibc
import POSIXFiles
import Testing

@testable import FrameEngine

@Suite("What a stop means for the work that runs", .serialized, .timeLimit(.minutes(2)))
struct StopTests {
    @Test(
        "Work that does not end is cut off, and done after the next start", arguments: [UnitState.claimed, .processed])
    func cutOff(_ state: UnitState) throws {
        let harness = try EngineHarness(["MaxSubProcess": ["1"]])
        let step = state == .claimed ? "02_merge_data" : "03_finalize"
        harness.wait("running") { $0.state == .running }
        try harness.engine.setPlugin(step, enabled: false)
        try harness.writeFrame("a.tif")
        harness.wait("it waits for the step") { $0.count(state) == 1 }
        let worker = try #require(harness.workers().first)
        #expect(kill(worker, SIGSTOP) == 0)
        try harness.engine.setPlugin(step, enabled: true)
        harness.wait("the worker has it") { $0.count(state) == 0 }
        let given = harness.engine.snapshot.tickCount
        harness.wait("ticks pass") { $0.tickCount > given + 20 }
        try harness.engine.stop()
        #expect(harness.engine.snapshot.state == .on)
        harness.wait("cut off", seconds: 60) { $0.count(state) == 1 }
        // A job that a starved machine had not handed to the worker yet was taken back, and the worker lives.
        kill(worker, SIGCONT)
        #expect(harness.engine.snapshot.framesPending == 1)
        #expect(harness.files(below: harness.remote).isEmpty)
        try harness.engine.start()
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.engine.snapshot.framesFailed == 0)
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.tif.metadata"])
    }

    @Test("What waits for a worker does not begin")
    func waiting() throws {
        let harness = try EngineHarness(["MaxSubProcess": ["1"]])
        harness.wait("running") { $0.state == .running }
        try harness.engine.setPlugin("03_finalize", enabled: false)
        for index in 0..<6 { try harness.writeFrame("f\(index).tif", seed: UInt64(index)) }
        harness.wait("they wait") { $0.count(.processed) == 6 }
        let worker = try #require(harness.workers().first)
        #expect(kill(worker, SIGSTOP) == 0)
        try harness.engine.setPlugin("03_finalize", enabled: true)
        harness.wait("as many as there is room for are at the pool") { $0.count(.storing) == 3 }
        try harness.engine.stop()
        harness.wait("only the one that runs is still there") { $0.count(.storing) <= 1 }
        harness.wait("and is cut off", seconds: 60) { $0.count(.processed) == 6 }
        kill(worker, SIGCONT)
        try harness.engine.start()
        harness.wait("archived") { $0.framesArchived == 6 }
        #expect(harness.engine.snapshot.framesFailed == 0)
    }

    @Test("A disabled first step leaves everything in the raw directory")
    func disabledPrepare() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("early.tif", hasSidecar: false)
        harness.wait("archived") { $0.framesArchived == 1 }
        try harness.engine.setPlugin("01_prepare_raw", enabled: false)
        try harness.writeFrame("a.dark.tif")
        try harness.write(TestFrame(seed: 1).sidecar(), to: harness.raw + "/early.tif.metadata")
        try harness.write(Array(TestFrame(seed: 2).tiff().prefix(100)), to: harness.raw + "/bad.tif")
        harness.wait("the bad one is judged") { $0.framesFound == 2 }
        let ticks = harness.engine.snapshot.tickCount
        harness.wait("ticks pass") { $0.tickCount > ticks + 60 }
        #expect(harness.files(below: harness.raw).count == 4)
        #expect(harness.engine.snapshot.framesDiscarded == 0)
        try harness.engine.setPlugin("01_prepare_raw", enabled: true)
        harness.wait("all is done", seconds: 30) {
            $0.framesDiscarded == 1 && $0.framesFailed == 1 && harness.isWorkEmpty
        }
        #expect(harness.files(below: harness.remote).contains("early.tif.metadata"))
    }

    @Test("A work area where a rename may replace is a fault that says so")
    func fileSystem() throws {
        var hooks = EngineHooks.patient
        hooks.knowsRename = { _ in false }
        let harness = try EngineHarness(hooks: hooks)
        let fault = harness.wait("fault") { $0.state == .fault }
        #expect(fault.status.contains("TempDir") && fault.status.contains("rename without replacing"))
        #expect(try Files.knowsRenameWithoutReplacing(in: harness.root))
        #expect(harness.files(below: harness.root).allSatisfy { !$0.contains("probe") })
    }
}
