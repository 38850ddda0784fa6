import EngineTesting
import FrameTypes
import Glibc
import Ledger
import POSIXFiles
import Testing

@testable import FrameEngine
@testable import LedgerSQLite

@Suite("What does not get on shows until it does", .serialized, .timeLimit(.minutes(3)))
struct TroubleTests {
    @Test("A frame that is stuck alone keeps the alarm, without telling the same again and again")
    func stuck() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        try harness.write(Array("in the way".utf8), to: harness.remote + "/s1")
        try harness.writeFrame("s1/a.tif")
        let alarm = harness.wait("alarm") { $0.state == .alarm }
        let told = harness.told(.alarm)
        harness.wait("firings pass") { $0.tickCount > alarm.tickCount + 60 }
        #expect(harness.observer.states.count <= told + 2)
        #expect(harness.engine.snapshot.state == .alarm)
        #expect(harness.engine.snapshot.status.contains("a.tif"))
        #expect(remove(harness.remote + "/s1") == 0)
        harness.wait("archived, and no alarm any more") { $0.framesArchived == 1 && $0.state == .running }
    }

    @Test("A frame that has waited for too long is named, also one that is not taken up")
    func stale() throws {
        var hooks = EngineHooks.patient
        hooks.staleAge = 0.5
        let harness = try EngineHarness(["SidecarWait": ["3600"]], hooks: hooks)
        harness.wait("running") { $0.state == .running }
        try harness.writeFrame("old.tif", hasSidecar: false)
        harness.wait("alarm") {
            $0.state == .alarm && $0.status.contains("The oldest frame, old.tif, has been waiting")
        }
        #expect(harness.files(below: harness.raw) == ["old.tif"])
        try harness.engine.setPlugin("02_merge_data", enabled: false)
        try harness.write(TestFrame(seed: 1).sidecar(), to: harness.raw + "/old.tif.metadata")
        harness.wait("taken up") { _ in harness.files(below: harness.raw).isEmpty }
        harness.wait("alarm still") { $0.status.contains("The oldest frame, old.tif, has been waiting") }
        try harness.engine.setPlugin("02_merge_data", enabled: true)
        harness.wait("archived, and no alarm any more") { $0.framesArchived == 1 && $0.state == .running }
    }

    @Test("A removal by rule that fails is an alarm, and is written down once")
    func discard() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        let dark = harness.raw + "/a.dark.tif"
        // While the ledger is locked the intent is not durable, and nothing is removed.
        var ledger = try harness.ledgerConnection()
        try ledger.execute("BEGIN IMMEDIATE")
        try harness.writeFrame("a.dark.tif", hasSidecar: false)
        harness.wait("taken up") { $0.unitsPerState.reduce(0, +) == 1 }
        #expect(remove(dark) == 0)
        try Files.makeDirectory(dark)
        try ledger.execute("ROLLBACK")
        let alarm = harness.wait("alarm") { $0.state == .alarm }
        #expect(alarm.status.contains("a.dark.tif"))
        harness.wait("it was tried again, more than once") { $0.tickCount > alarm.tickCount + 150 }
        #expect(harness.engine.snapshot.state == .alarm)
        #expect(try ledger.number("SELECT COUNT(*) FROM fs_op WHERE step='discard'", []) == 1)
        try Files.removeDirectory(dark)
        harness.wait("discarded") { $0.framesDiscarded == 1 && $0.state == .running }
    }

    @Test("A lone sidecar that a rule throws away and that stays is an alarm, and is written down once")
    func discardedSidecar() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        let sidecar = harness.raw + "/a.dark.tif.metadata"
        var ledger = try harness.ledgerConnection()
        try ledger.execute("BEGIN IMMEDIATE")
        try harness.write(TestFrame().sidecar(), to: sidecar)
        let seen = harness.engine.snapshot
        harness.wait("taken up") { $0.tickCount > seen.tickCount + 200 }
        #expect(remove(sidecar) == 0)
        try Files.makeDirectory(sidecar)
        try ledger.execute("ROLLBACK")
        let alarm = harness.wait("alarm") { $0.state == .alarm }
        #expect(alarm.status.contains("a.dark.tif.metadata"))
        harness.wait("it was tried again, more than once") { $0.tickCount > alarm.tickCount + 150 }
        #expect(try ledger.number("SELECT COUNT(*) FROM event WHERE kind='discarded'", []) == 1)
        try Files.removeDirectory(sidecar)
        harness.wait("running") { $0.state == .running }
    }

    @Test("A frame whose row is refused stays where it is and costs nothing")
    func refusedRow() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        var ledger = try harness.ledgerConnection()
        try ledger.execute(refusal("BEFORE INSERT ON unit"))
        try harness.writeFrame("a.tif")
        let alarm = harness.wait("alarm") { $0.state == .alarm }
        #expect(alarm.status.contains("a.tif") && alarm.status.contains("as the test wants it"))
        let told = harness.told(.alarm)
        harness.wait("firings pass") { $0.tickCount > alarm.tickCount + 60 }
        #expect(harness.observer.states.count <= told + 2)
        #expect(harness.files(below: harness.raw).count == 2)
        try ledger.execute("DROP TRIGGER refusal")
        try harness.engine.rescan()
        harness.wait("archived") { $0.framesArchived == 1 && $0.state == .running }
    }

    @Test(
        "Nobody acts on what the ledger refused: the files stay, the state tells, the next start goes on",
        arguments: ["claim", "release"])
    func refusedStep(_ step: String) throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        var ledger = try harness.ledgerConnection()
        try harness.engine.setPlugin("01_prepare_raw", enabled: false)
        try harness.writeFrame("a.tif")
        harness.wait("found") { $0.framesFound == 1 }
        try ledger.execute(refusal("BEFORE INSERT ON fs_op WHEN NEW.step='\(step)'"))
        try harness.engine.setPlugin("01_prepare_raw", enabled: true)
        let alarm = harness.wait("alarm") { $0.state == .alarm }
        #expect(alarm.status.contains("a.tif") && alarm.status.contains("as the test wants it"))
        let told = harness.told(.alarm)
        harness.wait("firings pass") { $0.tickCount > alarm.tickCount + 100 }
        #expect(harness.observer.states.count <= told + 2)
        #expect(harness.engine.snapshot.framesPending == 1)
        let place = step == "claim" ? harness.raw : harness.root + "/processed"
        #expect(harness.files(below: place).filter { $0.hasSuffix("a.tif") || $0.hasSuffix(".metadata") }.count == 2)
        try ledger.execute("DROP TRIGGER refusal")
        harness.restart()
        harness.wait("archived") { $0.framesArchived == 1 && $0.state == .running }
        #expect(harness.isWorkEmpty)
    }

    @Test("A bad frame that cannot be written down as one is not removed")
    func refusedQuarantine() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        var ledger = try harness.ledgerConnection()
        try ledger.execute(refusal("BEFORE INSERT ON fs_op WHEN NEW.step='quarantine'"))
        try harness.write(Array(TestFrame(seed: 1).tiff().prefix(100)), to: harness.raw + "/bad.tif")
        harness.wait("alarm", seconds: 30) { $0.state == .alarm && $0.status.contains("bad.tif") }
        #expect(harness.files(below: harness.root + "/temp").contains { $0.hasSuffix("bad.tif") })
        #expect(harness.files(below: harness.state + "/quarantine").isEmpty)
        try ledger.execute("DROP TRIGGER refusal")
        harness.restart()
        harness.wait("set aside") { $0.framesFailed == 1 && harness.isWorkEmpty }
    }

    @Test("A late sidecar that was refused and is taken away again is no trouble any more", arguments: [true, false])
    func withdrawnSidecar(_ withDirectory: Bool) throws {
        let harness = try EngineHarness(["SidecarWait": ["0.2"]])
        harness.wait("running") { $0.state == .running }
        try harness.writeFrame("s1/a.tif", hasSidecar: false)
        harness.wait("archived") { $0.framesArchived == 1 }
        var ledger = try harness.ledgerConnection()
        try ledger.execute(refusal("BEFORE INSERT ON fs_op WHEN NEW.step='late'"))
        let directory = harness.raw + "/s1"
        try Files.makeDirectories(directory)
        try harness.write(TestFrame(seed: 1).sidecar(), to: directory + "/a.tif.metadata")
        let alarm = harness.wait("alarm") { $0.state == .alarm }
        #expect(alarm.status.contains("a.tif.metadata"))
        if withDirectory {
            #expect(rename(directory, harness.root + "/away") == 0)
        } else {
            #expect(remove(directory + "/a.tif.metadata") == 0)
        }
        harness.wait("no alarm any more") { $0.state == .running }
    }

    private func refusal(_ event: String) -> String {
        "CREATE TRIGGER refusal \(event) BEGIN SELECT RAISE(ABORT,'as the test wants it'); END"
    }
}

extension EngineHarness {
    /// Another connection to the ledger of the running engine.
    func ledgerConnection() throws -> SQLiteConnection {
        try SQLiteConnection(path: state + "/ledger.sqlite", access: .readWrite)
    }
}
