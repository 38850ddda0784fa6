import FrameEngine
import POSIXFiles
import Testing

@Suite("Control", .serialized, .timeLimit(.minutes(6)))
struct ControlTests {
    @Test("Stopped, nothing moves; started, it goes on")
    func startStop() throws {
        let harness = try EngineHarness(["AutoStart": ["false"]])
        #expect(harness.engine.snapshot.state == .on)
        try harness.writeFrame("a.tif")
        try harness.engine.start()
        try harness.engine.start()
        #expect(harness.engine.snapshot.state == .running)
        harness.wait("archived") { $0.framesArchived == 1 }
        try harness.engine.stop()
        try harness.engine.stop()
        #expect(harness.engine.snapshot.state == .on)
        try harness.writeFrame("b.tif")
        let ticks = harness.engine.snapshot.tickCount
        try harness.engine.start()
        harness.wait("archived") { $0.framesArchived == 2 }
        #expect(harness.engine.snapshot.tickCount >= ticks)
    }

    @Test("A frame belongs to the destination that was in force when it was found")
    func destinations() throws {
        let harness = try EngineHarness(["AutoStart": ["false"]])
        try harness.writeFrame("a.tif")
        let second = harness.root + "/second"
        try harness.engine.setRemoteDirectory(second)
        #expect(harness.engine.snapshot.remoteDirectory == second)
        try harness.writeFrame("b.tif")
        try harness.engine.start()
        harness.wait("archived") { $0.framesArchived == 2 }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.tif.metadata"])
        #expect(harness.files(below: second) == ["b.nxs", "b.tif", "b.tif.metadata"])
    }

    @Test(
        "A destination that cannot be is refused with a reason",
        arguments: ["", "relative", "/../..", "RAW/sub", "STATE/lock", "/proc/none", "ROOT/new/deeper"])
    func refusals(_ path: String) throws {
        let harness = try EngineHarness()
        let replaced =
            path.hasPrefix("RAW")
            ? harness.raw + path.dropFirst(3)
            : path.hasPrefix("STATE")
                ? harness.state + path.dropFirst(5) : path.hasPrefix("ROOT") ? harness.root + path.dropFirst(4) : path
        #expect(throws: EngineError.self) { try harness.engine.setRemoteDirectory(replaced) }
        #expect(harness.engine.snapshot.remoteDirectory == harness.remote)
    }

    @Test("Below a root, nested relative destinations are normalised and made")
    func remoteRoot() throws {
        let harness = try EngineHarness(opens: false)
        let parsed = EngineProperties.parse(
            [
                "StateDir": [harness.state], "RawDir": [harness.raw], "TempDir": [harness.root + "/temp"],
                "ProcessedDir": [harness.root + "/processed"], "RemoteRoot": [harness.remote], "RemoteDir": ["a"],
            ], instance: "test")
        let engine = FrameEngine(parsed, workerExecutable: EngineHarness.worker, logger: EngineHarness.logger)
        engine.open()
        defer { engine.close() }
        #expect(engine.snapshot.remoteDirectory == harness.remote + "/a")
        try engine.setRemoteDirectory("x//y/./z/../w")
        #expect(engine.snapshot.remoteDirectory == harness.remote + "/x/y/w")
        #expect(engine.snapshot.remoteDirectoryAsWritten == "x//y/./z/../w")
        #expect(try FileStatus.of(harness.remote + "/x/y/w")?.kind == .directory)
        #expect(throws: EngineError.self) { try engine.setRemoteDirectory("../elsewhere") }
        #expect(throws: EngineError.self) { try engine.setRemoteDirectory(harness.root) }
    }

    @Test("The plugin table")
    func plugins() throws {
        let harness = try EngineHarness()
        let engine = harness.engine
        #expect(
            engine.pluginInfo == "01_prepare_raw      \t3\t0\n02_merge_data       \t3\t1\n03_finalize         \t3\t2\n")
        try engine.setPluginTiming("02_merge_data", tick: 5, offset: 4)
        #expect(try engine.pluginTiming("02_merge_data") == (5, 4))
        #expect(throws: EngineError.self) { try engine.setPluginTiming("02_merge_data", tick: 0, offset: 0) }
        #expect(throws: EngineError.self) { try engine.setPluginTiming("02_merge_data", tick: 1, offset: -1) }
        #expect(throws: EngineError.self) { try engine.setPluginTiming("nobody", tick: 1, offset: 0) }
        #expect(throws: EngineError.self) { try engine.pluginTiming("nobody") }
    }

    @Test(
        "A disabled step waits, in ticks and wake-ups", arguments: ["01_prepare_raw", "02_merge_data", "03_finalize"])
    func disabled(_ name: String) throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin(name, enabled: false)
        try harness.writeFrame("a.tif")
        let waiting = harness.wait("found") { $0.framesFound == 1 }
        #expect(waiting.plugins.first { $0.name == name }?.state == .disabled)
        let ticks = waiting.tickCount
        harness.wait("ticks pass") { $0.tickCount > ticks + 10 }
        #expect(harness.engine.snapshot.framesArchived == 0)
        #expect(harness.files(below: harness.remote).isEmpty)
        try harness.engine.setPlugin(name, enabled: true)
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(throws: EngineError.self) { try harness.engine.setPlugin("nobody", enabled: true) }
    }

    @Test("Limits of values")
    func limits() throws {
        let harness = try EngineHarness()
        for count in [0, 65] {
            #expect(throws: EngineError.self) { try harness.engine.setMaxSubProcesses(count) }
        }
        for seconds in [0, 0.009, 3_601, .nan] {
            #expect(throws: EngineError.self) { try harness.engine.setTickInterval(seconds) }
        }
        try harness.engine.setMaxSubProcesses(3)
        try harness.engine.setTickInterval(0.5)
        #expect(harness.engine.snapshot.maxSubProcesses == 3)
        #expect(harness.engine.snapshot.tickInterval == 0.5)
    }

    @Test("Fewer workers are living after the limit was lowered")
    func fewerWorkers() throws {
        let harness = try EngineHarness(["MaxSubProcess": ["4"]])
        for index in 0..<40 { try harness.writeFrame("f\(index).tif", seed: UInt64(index)) }
        harness.wait("archived") { $0.framesArchived == 40 }
        try harness.engine.setMaxSubProcesses(1)
        harness.wait("one left") { $0.subProcessCount <= 1 }
    }

    @Test("The observer hears the last value of everything")
    func observer() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a.tif")
        harness.wait("archived") { $0.framesArchived == 1 }
        harness.wait("told") { _ in
            harness.observer.changed.isSuperset(of: [.framesFound, .framesArchived, .lastFrame, .tickCount])
        }
        #expect(harness.observer.states.contains(.running))
    }
}
