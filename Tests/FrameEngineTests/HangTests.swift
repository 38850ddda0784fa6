import EngineTesting
import FrameTypes
import POSIXFiles
import Testing

@testable import FrameEngine
@testable import LedgerSQLite

/// Hanging is simulated in the server's own threads. `Tests/Live/test_framewatch_hanging.py` does it with a file system
/// that really does not answer.
@Suite("A destination that hangs holds up nobody else", .serialized, .timeLimit(.minutes(4)))
struct HangTests {
    private let gate = Gate()

    private func write(_ count: Int, _ prefix: String, _ harness: EngineHarness) throws {
        for index in 0..<count { try harness.writeFrame("\(prefix)\(index).tif", seed: UInt64(index)) }
    }

    @Test("Frames of another destination go on, whatever was caught at the one that hangs", arguments: [1, 2, 4])
    func others(_ workers: Int) throws {
        let harness = try EngineHarness(["MaxSubProcess": ["\(workers)"]], hooks: gate.hooks)
        defer { gate.open() }
        harness.wait("running") { $0.state == .running }
        try harness.engine.setPlugin("03_finalize", enabled: false)
        try write(8, "a", harness)
        harness.wait("ready for their destination") { $0.count(.processed) == 8 }
        gate.shut(harness.remote)
        try harness.engine.setPlugin("03_finalize", enabled: true)
        harness.wait("some are caught") { _ in gate.caught > 0 }
        let second = harness.root + "/second"
        try harness.engine.setRemoteDirectory(second)
        try write(4, "b", harness)
        harness.wait("the others are archived", seconds: 60) { $0.framesArchived == 4 }
        #expect(harness.files(below: second).count == 12)
        let snapshot = harness.wait("alarm", seconds: 60) { $0.state == .alarm }
        #expect(snapshot.status.contains("\(harness.remote) does not answer"))
        #expect(snapshot.framesPending == 8)
        gate.open()
        harness.wait("all are archived", seconds: 60) { $0.framesArchived == 12 && $0.state == .running }
        #expect(harness.engine.snapshot.framesFailed == 0)
        harness.wait("nothing is left over") { _ in
            harness.isWorkEmpty && harness.files(below: harness.remote).count == 24
        }
        harness.wait("nobody goes there any more") { _ in
            (try? harness.engine.ask { $0.lines.keys.sorted() }) == [second]
        }
    }

    @Test("The engine answers while its destination hangs, and says so")
    func answers() throws {
        let harness = try EngineHarness(hooks: gate.hooks)
        defer { gate.open() }
        harness.wait("running") { $0.state == .running }
        gate.shut(harness.remote)
        try harness.writeFrame("a.tif")
        let alarm = harness.wait("alarm", seconds: 60) { $0.state == .alarm }
        #expect(alarm.status.contains("does not answer"))
        let told = harness.told(.alarm)
        let engine = harness.engine
        // Each of these throws when the engine's thread does not answer.
        try engine.start()
        try engine.setTickInterval(0.03)
        try engine.setMaxSubProcesses(3)
        #expect(try engine.explain("a.tif").contains("does not answer"))
        #expect { try engine.setRemoteDirectory(harness.remote) } throws: { "\($0)".contains("does not answer") }
        harness.wait("firings pass") { $0.tickCount > alarm.tickCount + 60 }
        #expect(harness.observer.states.count <= told + 2)
        try engine.stop()
        #expect(engine.snapshot.state == .on)
        try engine.start()
        gate.open()
        harness.wait("archived", seconds: 60) { $0.framesArchived == 1 && $0.state == .running }
    }

    @Test("What is under way to a destination that is only slow goes on, as long as nobody else needs its worker")
    func slow() throws {
        let harness = try EngineHarness(["MaxSubProcess": ["1"]], hooks: gate.hooks)
        defer { gate.open() }
        harness.wait("running") { $0.state == .running }
        try harness.engine.setPlugin("03_finalize", enabled: false)
        try write(3, "a", harness)
        harness.wait("ready for their destination") { $0.count(.processed) == 3 }
        gate.shut(harness.remote)
        try harness.engine.setPlugin("03_finalize", enabled: true)
        harness.wait("alarm", seconds: 60) { $0.state == .alarm }
        // What has not begun waits; one is with the worker.
        let jobs = { try harness.engine.ask { Array($0.poolJobs.keys) } }
        harness.wait("the others are taken back") { $0.count(.processed) == 2 }
        let running = try jobs()
        #expect(running.count == 1)
        let alarm = harness.engine.snapshot
        harness.wait("firings pass") { $0.tickCount > alarm.tickCount + 60 }
        #expect(try jobs() == running)
        gate.open()
        harness.wait("archived", seconds: 60) { $0.framesArchived == 3 && $0.state == .running }
    }

    @Test(
        "New frames are looked at and merged although every worker is caught at their destination", arguments: [1, 3])
    func ownFrames(_ workers: Int) throws {
        var hooks = gate.hooks
        hooks.endurance = 600
        let harness = try EngineHarness(["MaxSubProcess": ["\(workers)"]], hooks: hooks)
        defer { gate.open() }
        harness.wait("running") { $0.state == .running }
        try harness.engine.setPlugin("03_finalize", enabled: false)
        try write(workers + 2, "a", harness)
        harness.wait("ready for their destination") { $0.count(.processed) == workers + 2 }
        // At one instant for the engine: to one that is silent already nothing would be sent.
        let (gate, remote) = (gate, harness.remote)
        try harness.engine.ask { core in
            gate.shut(remote)
            _ = core.setPlugin("03_finalize", enabled: true)
        }
        harness.wait("alarm", seconds: 60) { $0.state == .alarm }
        let deliveries = { try harness.engine.ask { $0.poolJobs.count } }
        // What has not begun is taken back; the others have every worker.
        harness.wait("every worker is caught") { $0.count(.processed) == 2 }
        #expect(try deliveries() == workers)
        try write(2, "b", harness)
        harness.wait("the new ones are merged", seconds: 60) {
            $0.framesFound == workers + 4 && $0.count(.claimed) == 0
        }
        // One worker is enough for them: what the others do goes on.
        harness.wait("they wait", seconds: 60) { $0.count(.processed) == 5 }
        #expect(try deliveries() == workers - 1)
        gate.open()
        harness.wait("all are archived", seconds: 60) { $0.framesArchived == workers + 4 && $0.state == .running }
        #expect(harness.engine.snapshot.framesFailed == 0)
        harness.wait("nothing is left over") { _ in
            harness.isWorkEmpty && harness.files(below: harness.remote).count == 3 * (workers + 4)
        }
    }

    @Test("A dead destination that nobody needs any more is no alarm")
    func forsaken() throws {
        let harness = try EngineHarness(hooks: gate.hooks)
        defer { gate.open() }
        harness.wait("running") { $0.state == .running }
        gate.shut(harness.remote)
        harness.wait("alarm", seconds: 60) { $0.state == .alarm }
        let second = harness.root + "/second"
        try harness.engine.setRemoteDirectory(second)
        harness.wait("running although it still hangs", seconds: 60) { $0.state == .running }
        harness.wait("nobody goes there any more") { _ in
            (try? harness.engine.ask { $0.lines.keys.sorted() }) == [second]
        }
        try write(1, "a", harness)
        harness.wait("archived", seconds: 60) { $0.framesArchived == 1 && $0.state == .running }
    }

    @Test("A frame that was to try its destination and is refused by the ledger holds up no other")
    func refusedTrial() throws {
        let harness = try EngineHarness(hooks: gate.hooks)
        defer { gate.open() }
        harness.wait("running") { $0.state == .running }
        gate.shut(harness.remote)
        harness.wait("alarm", seconds: 60) { $0.state == .alarm }
        try harness.writeFrame("a.tif")
        harness.wait("the first waits") { $0.count(.processed) == 1 }
        try harness.writeFrame("b.tif")
        harness.wait("both wait") { $0.count(.processed) == 2 }
        var ledger = try harness.ledgerConnection()
        try ledger.execute(
            "CREATE TRIGGER refusal BEFORE INSERT ON replica_intent WHEN NEW.path LIKE '%a.tif%' "
                + "BEGIN SELECT RAISE(ABORT,'as the test wants it'); END")
        gate.open()
        harness.wait("the other is archived", seconds: 60) { $0.framesArchived == 1 }
        #expect(harness.engine.snapshot.status.contains("as the test wants it"))
        try ledger.execute("DROP TRIGGER refusal")
    }

    @Test("Who is given up and then answers is borne longer, within bounds")
    func endurance() {
        var endurance = Endurance(30)
        var seen: [Double] = []
        for _ in 0..<6 {
            endurance.grow()
            seen.append(endurance.seconds)
        }
        #expect(seen == [60, 120, 240, 300, 300, 300])
        for _ in 0..<9 { endurance.shrink() }
        #expect(endurance.seconds == 30)
    }

    @Test("Started, closed and started again while its destination hangs")
    func life() throws {
        let harness = try EngineHarness(opens: false, hooks: gate.hooks)
        defer { gate.open() }
        gate.shut(harness.remote)
        harness.restart()
        #expect(harness.wait("alarm", seconds: 60) { $0.state == .alarm }.status.contains("does not answer"))
        try write(3, "a", harness)
        harness.wait("they wait") { $0.count(.processed) == 3 }
        let second = harness.root + "/second"
        try harness.engine.setRemoteDirectory(second)
        try write(3, "b", harness)
        harness.wait("the others are archived", seconds: 60) { $0.framesArchived == 3 }
        harness.restart()
        harness.wait("alarm, and no fault: the state directory is free again", seconds: 60) { $0.state == .alarm }
        #expect(!harness.observer.states.contains(.fault))
        harness.wait("taken up") { $0.framesPending == 3 }
        gate.open()
        harness.wait("archived", seconds: 60) { $0.framesPending == 0 && $0.state == .running }
        #expect(harness.files(below: harness.remote).count == 9)
        #expect(harness.engine.snapshot.framesFailed == 0)
    }

    @Test("Closed while frames are caught: what hangs is left behind, and the next start loses nothing")
    func closed() throws {
        let harness = try EngineHarness(hooks: gate.hooks)
        defer { gate.open() }
        harness.wait("running") { $0.state == .running }
        try harness.engine.setPlugin("03_finalize", enabled: false)
        try write(5, "a", harness)
        harness.wait("ready for their destination") { $0.count(.processed) == 5 }
        gate.shut(harness.remote)
        try harness.engine.setPlugin("03_finalize", enabled: true)
        harness.wait("some are caught") { _ in gate.caught > 0 }
        harness.engine.close()
        gate.open()
        harness.restart()
        harness.wait("archived", seconds: 60) { $0.framesPending == 0 && $0.framesArchived == 5 }
        harness.wait("nothing is left over") { _ in
            harness.isWorkEmpty && harness.files(below: harness.remote).count == 15
        }
    }
}

extension EngineSnapshot {
    func count(_ state: UnitState) -> Int {
        UnitState.allCases.firstIndex(of: state).map { unitsPerState[$0] } ?? 0
    }
}
