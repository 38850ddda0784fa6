import Glibc
import POSIXFiles
import Testing

@testable import FrameEngine

@Suite("What is wrong shows, and goes away by itself", .serialized, .timeLimit(.minutes(6)))
struct FaultTests {
    @Test("A wrong property is a fault that names it")
    func wrongProperty() throws {
        let harness = try EngineHarness(["TickInterval": ["soon"], "Verify": ["maybe"]])
        let snapshot = harness.wait("fault") { $0.state == .fault }
        #expect(snapshot.status.contains("TickInterval") && snapshot.status.contains("soon"))
        #expect(snapshot.status.contains("Verify") && snapshot.status.contains("maybe"))
        #expect(throws: EngineError.self) { try harness.engine.start() }
    }

    @Test("The raw directory goes away and comes back")
    func rawDirectory() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        removeTree(harness.raw)
        let snapshot = harness.wait("fault") { $0.state == .fault }
        #expect(snapshot.status.contains("RawDir"))
        #expect(throws: EngineError.self) { try harness.engine.rescan() }
        try harness.engine.stop()
        try harness.engine.setRemoteDirectory(harness.remote)
        #expect(throws: EngineError.self) { try harness.engine.start() }
        try Files.makeDirectory(harness.raw)
        harness.wait("running") { $0.state == .running }
        try harness.writeFrame("a.tif")
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.observer.states.contains(.fault))
    }

    @Test("Frames wait while their destination is gone, and go on when it is back")
    func destination() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        let away = harness.root + "/away"
        try Files.renameWithoutReplacing(harness.remote, to: away)
        harness.wait("alarm") { $0.state == .alarm }
        for index in 0..<5 { try harness.writeFrame("f\(index).tif", seed: UInt64(index)) }
        let waiting = harness.wait("found") { $0.framesFound == 5 }
        #expect(waiting.framesArchived == 0)
        harness.wait("taken from the raw directory") { _ in harness.files(below: harness.raw).isEmpty }
        #expect((try? FileStatus.of(harness.remote)) == nil)
        try Files.renameWithoutReplacing(away, to: harness.remote)
        let snapshot = harness.wait("archived") { $0.framesArchived == 5 }
        #expect(snapshot.framesFailed == 0)
        harness.wait("running again") { $0.state == .running }
        #expect(harness.isWorkEmpty)
    }

    @Test("A file in the way of one directory holds up its frames alone")
    func obstacle() throws {
        let harness = try EngineHarness()
        try harness.write(Array("in the way".utf8), to: harness.remote + "/s1")
        try harness.writeFrame("s1/a.tif")
        try harness.writeFrame("s2/a.tif")
        harness.wait("the other one is archived") { $0.framesArchived == 1 }
        harness.wait("alarm") { $0.state == .alarm }
        #expect(remove(harness.remote + "/s1") == 0)
        harness.wait("both") { $0.framesArchived == 2 }
    }

    @Test("Without a worker program frames wait and the state says why")
    func noWorker() throws {
        let harness = try EngineHarness(opens: false)
        let engine = FrameEngine(
            harness.parsed, workerExecutable: "/nowhere/worker", logger: EngineHarness.logger, hooks: .patient)
        engine.open()
        defer { engine.close() }
        try harness.writeFrame("a.tif")
        let deadline = ContinuousClock.now + .seconds(90)
        while engine.snapshot.state != .alarm, ContinuousClock.now < deadline {
            _ = WakeUp.poll([], timeout: .milliseconds(5))
        }
        #expect(engine.snapshot.state == .alarm)
        #expect(engine.snapshot.status.contains("/nowhere/worker"))
        #expect(harness.files(below: harness.raw).count == 2)
    }

    @Test("Two servers cannot share a state directory")
    func lock() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        let second = FrameEngine(
            harness.parsed, workerExecutable: EngineHarness.worker, logger: EngineHarness.logger, hooks: .patient)
        second.open()
        #expect(second.snapshot.state == .fault)
        #expect(second.snapshot.status.contains("StateDir"))
        second.close()
        #expect(harness.engine.snapshot.state == .running)
    }

    @Test("What lies there when the destination changes keeps the old one, also while the engine cannot run")
    func destinationOfAFault() throws {
        let first = try EngineHarness()
        first.wait("running") { $0.state == .running }
        let second = try EngineHarness(["StateDir": [first.state]])
        second.wait("the other one has the state directory") { $0.state == .fault }
        let other = second.root + "/other"
        try second.writeFrame("a.tif", seed: 1)
        try second.engine.setRemoteDirectory(other)
        try second.writeFrame("b.tif", seed: 2)
        first.engine.close()
        second.wait("both") { $0.framesArchived == 2 }
        #expect(second.files(below: second.remote).contains("a.tif"))
        #expect(second.files(below: other).contains("b.tif"))
    }

    @Test("Bad frames leave room for the ledger of the good ones")
    func reserve() {
        func disk(_ capacity: UInt64, free: UInt64) -> FileSystemUsage {
            FileSystemUsage(blockSize: 1, blocks: capacity, free: free, available: free)
        }
        #expect(QuarantineJob.leavesRoom(disk(1000, free: 150), 100))
        #expect(!QuarantineJob.leavesRoom(disk(1000, free: 149), 100))
        #expect(QuarantineJob.leavesRoom(disk(1 << 40, free: 3 << 30), 2 << 30))
        #expect(!QuarantineJob.leavesRoom(disk(1 << 40, free: 3 << 30), 2 << 30 + 1))
    }

    @Test("A killed worker costs a retry, not a frame")
    func killedWorkers() throws {
        let harness = try EngineHarness()
        for index in 0..<30 {
            try harness.writeFrame("f\(index).tif", seed: UInt64(index))
            if index % 10 == 5 { for worker in harness.workers() { kill(worker, SIGKILL) } }
        }
        let snapshot = harness.wait("archived") { $0.framesArchived == 30 }
        #expect(snapshot.framesFailed == 0)
        #expect(harness.files(below: harness.remote).count == 90)
    }
}
