import EngineTesting
import FrameEngine
import FrameTypes
import Glibc
import Ledger
import POSIXFiles
import Testing

@testable import LedgerSQLite

@Suite("A destination that fails holds up nothing for ever", .serialized, .timeLimit(.minutes(6)))
struct DestinationTests {
    @Test("The frame that tries the destination again fails for a reason of its own; all others go out")
    func trial() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        let away = harness.root + "/away"
        try Files.renameWithoutReplacing(harness.remote, to: away)
        harness.wait("alarm") { $0.state == .alarm }
        try harness.writeFrame("sub/a.tif")
        harness.wait("first found") { $0.framesFound == 1 }
        harness.wait("it waits") { _ in
            harness.files(below: harness.root + "/processed").contains { $0.hasSuffix("a.tif") }
        }
        for index in 0..<5 { try harness.writeFrame("f\(index).tif", seed: UInt64(index)) }
        harness.wait("all found") { $0.framesFound == 6 }
        try harness.write(Array("in the way".utf8), to: away + "/sub")
        try Files.renameWithoutReplacing(away, to: harness.remote)
        harness.wait("the others") { $0.framesArchived == 5 }
        #expect(remove(harness.remote + "/sub") == 0)
        harness.wait("all") { $0.framesArchived == 6 }
        harness.wait("running") { $0.state == .running }
    }

    @Test("Nothing is delivered where frames are looked for")
    func areas() throws {
        let harness = try EngineHarness()
        try #require(symlink(harness.raw, harness.remote + "/scan") == 0)
        try harness.writeFrame("scan/a.tif")
        try harness.writeFrame("b.tif", seed: 2)
        harness.wait("the other one is archived, and the alarm says why this one waits") {
            $0.framesArchived == 1 && $0.state == .alarm && $0.status.contains("where frames are looked for")
        }
        #expect(remove(harness.remote + "/scan") == 0)
        harness.wait("both") { $0.framesArchived == 2 }
        #expect(harness.files(below: harness.remote).contains("scan/a.tif"))
    }

    @Test("Parts that were removed before they had their names are written again")
    func vanishedParts() throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin("03_finalize", enabled: false)
        try harness.writeFrame("a.tif")
        let ledger = harness.state + "/ledger.sqlite"
        harness.wait("ready for its destination, and the ledger knows") { _ in
            (try? SQLiteLedgerReader(path: ledger).frames(named: "a.tif", limit: 1))?.first?.state == .processed
        }
        // While the ledger is locked no name is given.
        var lock = try SQLiteConnection(path: ledger, access: .readWrite)
        try lock.execute("BEGIN IMMEDIATE")
        try harness.engine.setPlugin("03_finalize", enabled: true)
        harness.wait("written") { _ in harness.files(below: harness.remote).count == 3 }
        for part in harness.files(below: harness.remote) { #expect(remove(harness.remote + "/" + part) == 0) }
        try lock.execute("ROLLBACK")
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.tif.metadata"])
    }

    @Test("A destination is not made when the directory above it appears: that may be a mount point")
    func madeLater() throws {
        let above = "/dev/shm/framewatch-test-above-\(UInt64.random(in: 0 ... .max))"
        defer { for path in [above + "/remote", above] { try? Files.removeDirectory(path) } }
        let harness = try EngineHarness(["RemoteDir": [above + "/remote"]])
        harness.wait("the alarm says what is missing and what to do") {
            $0.state == .alarm && $0.status.contains("\(above)/remote is not there. Mount it or make it")
        }
        try Files.makeDirectory(above)
        let ticks = harness.engine.snapshot.tickCount
        harness.wait("looks pass") { $0.tickCount > ticks + 100 }
        #expect(try FileStatus.of(above + "/remote") == nil)
        try Files.makeDirectory(above + "/remote")
        harness.wait("it works by itself") { $0.state == .running }
    }

    @Test("A new destination below a directory that is missing is refused with its name")
    func parentMissing() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        let error = #expect(throws: EngineError.self) {
            try harness.engine.setRemoteDirectory(harness.root + "/nowhere/remote")
        }
        #expect(error?.message.contains("\(harness.root)/nowhere is missing") == true)
    }

    @Test("A destination that was used is not made anew at a start, and frames wait for it")
    func missingAtStart() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a.tif")
        harness.wait("archived") { $0.framesArchived == 1 }
        harness.engine.close()
        let away = harness.root + "/away"
        try Files.renameWithoutReplacing(harness.remote, to: away)
        harness.restart()
        let snapshot = harness.wait("alarm") { $0.state == .alarm }
        #expect(snapshot.status.contains(harness.remote))
        try harness.writeFrame("b.tif", seed: 2)
        harness.wait("taken") { _ in harness.files(below: harness.raw).isEmpty }
        #expect(try FileStatus.of(harness.remote) == nil)
        try Files.renameWithoutReplacing(away, to: harness.remote)
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.files(below: harness.remote).count == 6)
        harness.wait("running") { $0.state == .running }
    }
}
