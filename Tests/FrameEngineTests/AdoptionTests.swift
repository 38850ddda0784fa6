import EngineTesting
import FrameEngine
import FrameTypes
import Glibc
import Ledger
import POSIXFiles
import Testing

@testable import LedgerSQLite

@Suite("Frames outlive their ledger, and servers keep apart", .serialized, .timeLimit(.minutes(6)))
struct AdoptionTests {
    private func removeLedger(_ harness: EngineHarness) {
        for suffix in ["", "-wal", "-shm"] { remove(harness.state + "/ledger.sqlite" + suffix) }
    }

    @Test(
        "Frames whose ledger was deleted are archived where they belong", arguments: ["02_merge_data", "03_finalize"])
    func deleted(_ plugin: String) throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin(plugin, enabled: false)
        try harness.writeFrame("s/caf\u{e9}/a.tif", seed: 1)
        try harness.writeFrame("b.tif", seed: 2)
        harness.wait("taken") { $0.framesFound == 2 && harness.files(below: harness.raw).isEmpty }
        let second = harness.root + "/second"
        try harness.engine.setRemoteDirectory(second)
        try harness.writeFrame("c.tif", seed: 3)
        harness.wait("taken") { $0.framesFound == 3 && harness.files(below: harness.raw).isEmpty }
        harness.engine.close()
        removeLedger(harness)
        harness.restart()
        let snapshot = harness.wait("archived") { $0.framesArchived == 3 && harness.isWorkEmpty }
        #expect(snapshot.framesFound == 3 && snapshot.framesFailed == 0)
        #expect(snapshot.lastError.contains("not in the ledger"))
        #expect(
            harness.files(below: harness.remote) == [
                "b.nxs", "b.tif", "b.tif.metadata", "s/caf\u{e9}/a.nxs", "s/caf\u{e9}/a.tif",
                "s/caf\u{e9}/a.tif.metadata",
            ])
        #expect(harness.files(below: second) == ["c.nxs", "c.tif", "c.tif.metadata"])
        #expect(try harness.engine.explain("b.tif").contains("adopted"))
    }

    @Test("A number that no server has made is replaced, and ends none")
    func impossibleNumber() throws {
        let harness = try EngineHarness(opens: false)
        let work = harness.root + "/temp/\(Int64.max)"
        try Files.makeDirectories(work)
        try harness.write(TestFrame(seed: 1).tiff(), to: work + "/a.tif")
        harness.restart()
        harness.wait("running") { $0.state == .running || $0.framesFound > 0 }
        try harness.writeFrame("b.tif", seed: 2)
        harness.wait("archived") { $0.framesArchived == 2 && harness.isWorkEmpty }
    }

    @Test("A retake that came meanwhile overwrites nothing")
    func retake() throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin("02_merge_data", enabled: false)
        try harness.writeFrame("a.tif", seed: 1)
        harness.wait("taken") { _ in harness.files(below: harness.raw).isEmpty }
        harness.engine.close()
        removeLedger(harness)
        try harness.writeFrame("a.tif", seed: 2)
        harness.restart()
        harness.wait("both archived") { $0.framesArchived == 2 && harness.isWorkEmpty }
        #expect(
            harness.files(below: harness.remote) == [
                "a.nxs", "a.tif", "a.tif.metadata", "a.v2.nxs", "a.v2.tif", "a.v2.tif.metadata",
            ])
    }

    @Test("Frames that are newer than a ledger from a copy go on")
    func restored() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        harness.engine.close()
        let copy = try #require(harness.bytes(harness.state + "/ledger.sqlite"))
        harness.restart()
        try harness.engine.setPlugin("03_finalize", enabled: false)
        try harness.writeFrame("a.tif")
        harness.wait("taken") { _ in harness.files(below: harness.raw).isEmpty }
        harness.engine.close()
        removeLedger(harness)
        try harness.write(copy, to: harness.state + "/ledger.sqlite")
        harness.restart()
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.tif.metadata"])
    }

    @Test("What the server cannot tell what to do with stays, and a lone sidecar goes back")
    func foreign() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        harness.engine.close()
        let processed = harness.root + "/processed"
        for (name, file) in [("5", "notes.txt"), ("7", "a.tif.metadata"), ("mine", "a.tif")] {
            try Files.makeDirectories("\(processed)/\(name)")
            try harness.write(Array("not a frame, longer than nine bytes".utf8), to: "\(processed)/\(name)/\(file)")
        }
        try Files.makeDirectories("\(processed)/9")
        harness.restart()
        harness.wait("the sidecar is set aside") { _ in
            harness.files(below: harness.state + "/quarantine").contains { $0.hasSuffix("a.tif.metadata") }
        }
        #expect(harness.files(below: processed) == ["5/notes.txt", "mine/a.tif"])
        #expect(try FileStatus.of("\(processed)/9") == nil)
        #expect(harness.engine.snapshot.framesFound == 0)
        harness.wait("the alarm says what stays") {
            $0.state == .alarm && $0.status.contains("\(processed)/5 ") && $0.status.contains("notes.txt")
        }
        #expect(remove("\(processed)/5/notes.txt") == 0)
        harness.wait("nothing stays") { _ in (try? FileStatus.of("\(processed)/5")) == nil }
    }

    @Test("A lone sidecar goes back when what has its name has gone")
    func nameTaken() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        harness.engine.close()
        try Files.makeDirectory(harness.root + "/processed/7")
        for directory in ["/processed/7", "/raw"] {
            try harness.write(
                Array("[metadata] of \(directory)".utf8), to: harness.root + directory + "/a.tif.metadata")
        }
        harness.restart()
        harness.wait("an alarm") { $0.state == .alarm && $0.status.contains("/processed/7") }
        waitUntilBothSidecarsAreSetAside(harness)
    }

    private func waitUntilBothSidecarsAreSetAside(_ harness: EngineHarness) {
        harness.wait("both sidecars are set aside") { _ in
            harness.isWorkEmpty
                && harness.files(below: harness.state + "/quarantine").count { $0.hasSuffix("a.tif.metadata") } == 2
        }
    }

    @Test("What is left of a lost frame goes back when what has its name has gone")
    func remains() throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin("02_merge_data", enabled: false)
        try harness.writeFrame("a.tif")
        let temp = harness.root + "/temp"
        harness.wait("taken") { _ in harness.files(below: temp).contains { $0.hasSuffix("a.tif.metadata") } }
        harness.wait("claimed") { $0.count(.claimed) == 1 }
        try harness.write(Array("[metadata]\nuserComment1=other".utf8), to: harness.raw + "/a.tif.metadata")
        let image = try #require(harness.files(below: temp).first { $0.hasSuffix("a.tif") })
        #expect(remove(temp + "/" + image) == 0)
        try harness.engine.setPlugin("02_merge_data", enabled: true)
        harness.wait("the frame is lost") { $0.framesFailed == 1 }
        waitUntilBothSidecarsAreSetAside(harness)
    }

    @Test("A work directory that cannot be taken up is tried again, and keeps no other waiting")
    func oneFails() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        harness.engine.close()
        for id in [5, 7] {
            let work = harness.root + "/processed/\(id)"
            try Files.makeDirectory(work)
            try harness.write(TestFrame(seed: UInt64(id)).tiff(), to: work + "/f\(id).tif")
        }
        var ledger = try SQLiteConnection(path: harness.state + "/ledger.sqlite", access: .readWrite)
        try ledger.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON unit WHEN NEW.unit_id=5 BEGIN SELECT RAISE(ABORT,'not now'); END")
        harness.restart()
        let snapshot = harness.wait("the other archived") { $0.framesArchived == 1 && $0.state == .alarm }
        #expect(snapshot.framesFound == 1)
        #expect(harness.files(below: harness.remote).contains("f7.tif"))
        #expect(harness.files(below: harness.root + "/processed") == ["5/f5.tif"])
        try ledger.execute("DROP TRIGGER refuse")
        try harness.engine.rescan()
        harness.wait("both archived") { $0.framesArchived == 2 && harness.isWorkEmpty && $0.state == .running }
        #expect(harness.files(below: harness.remote).contains("f5.tif"))
    }

    @Test(
        "A ledger that is taken away or replaced while the server runs is noticed",
        arguments: ["ledger.sqlite", "lock"])
    func replaced(_ name: String) throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin("03_finalize", enabled: false)
        try harness.writeFrame("a.tif")
        harness.wait("taken") { _ in harness.files(below: harness.raw).isEmpty }
        let (path, away) = (harness.state + "/" + name, harness.root + "/away")
        try Files.renameWithoutReplacing(path, to: away)
        let snapshot = harness.wait("fault") { $0.state == .fault }
        #expect(snapshot.status.contains(path) && snapshot.status.contains("Init"))
        try harness.write([], to: path)
        #expect(harness.engine.snapshot.state == .fault)
        #expect(remove(path) == 0)
        try Files.renameWithoutReplacing(away, to: path)
        harness.wait("running") { $0.state == .running }
        #expect(remove(path) == 0)
        harness.wait("fault") { $0.state == .fault }
        harness.restart()
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.tif.metadata"])
    }

    // MARK: Two servers

    @Test("Two servers never share a raw or work directory", arguments: ["RawDir", "TempDir", "ProcessedDir"])
    func shared(_ property: String) throws {
        let first = try EngineHarness()
        first.wait("running") { $0.state == .running }
        let place = ["RawDir": first.raw, "TempDir": first.root + "/temp", "ProcessedDir": first.root + "/processed"]
        let second = try EngineHarness([property: [try #require(place[property])]])
        let snapshot = second.wait("fault") { $0.state == .fault }
        #expect(snapshot.status.contains(property) && snapshot.status.contains("another server"))
        try first.writeFrame("a.tif")
        first.wait("archived") { $0.framesArchived == 1 }
        first.engine.close()
        second.wait("it goes on when the other one has ended") { $0.state == .running }
    }

    @Test("A raw directory that was made anew is held again")
    func heldAgain() throws {
        let first = try EngineHarness()
        first.wait("running") { $0.state == .running }
        removeTree(first.raw)
        first.wait("fault") { $0.state == .fault }
        try Files.makeDirectory(first.raw)
        first.wait("running") { $0.state == .running }
        let second = try EngineHarness(["RawDir": [first.raw]])
        second.wait("refused") { $0.state == .fault }
        second.engine.close()
        try first.writeFrame("a.tif")
        first.wait("archived") { $0.framesArchived == 1 }
    }
}
