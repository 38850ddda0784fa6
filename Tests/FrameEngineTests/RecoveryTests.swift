import EngineTesting
import FrameEngine
import Glibc
import Ledger
import POSIXFiles
import Testing

@testable import LedgerSQLite

@Suite("A server that starts again goes on where it was", .serialized, .timeLimit(.minutes(6)))
struct RecoveryTests {
    @Test("Before every step", arguments: ["01_prepare_raw", "02_merge_data", "03_finalize"])
    func beforeStep(_ name: String) throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin(name, enabled: false)
        try harness.writeFrame("s/a.tif")
        harness.wait("found") { $0.framesFound == 1 }
        harness.restart()
        let snapshot = harness.wait("archived") { $0.framesArchived == 1 }
        #expect(snapshot.framesFound == 1)
        #expect(snapshot.framesFailed == 0)
        #expect(harness.files(below: harness.remote) == ["s/a.nxs", "s/a.tif", "s/a.tif.metadata"])
        #expect(harness.isWorkEmpty)
    }

    @Test("While frames stream in, again and again")
    func stream() throws {
        let harness = try EngineHarness()
        for index in 0..<60 {
            try harness.writeFrame("f\(index).tif", seed: UInt64(index))
            if index % 10 == 9 { harness.restart() }
        }
        harness.wait("all archived") { _ in harness.files(below: harness.remote).count == 180 && harness.isWorkEmpty }
        for index in 0..<60 {
            let explanation = try harness.engine.explain("f\(index).tif")
            #expect(explanation.contains("\"outcome\" : \"archived\""))
            #expect(explanation.contains("\"earlier\" : [\n\n  ]") || explanation.contains("\"earlier\" : []"))
        }
        #expect(harness.engine.snapshot.framesFailed == 0)
    }

    @Test("A frame whose file vanished meanwhile is lost, by name")
    func lost() throws {
        let harness = try EngineHarness()
        try harness.closeBefore("02_merge_data", writing: "gone.tif")
        removeTree(harness.root + "/temp")
        harness.restart()
        let snapshot = harness.wait("lost") { $0.framesFailed == 1 }
        #expect(snapshot.lastError.contains("gone.tif"))
        #expect(try harness.engine.explain("gone.tif").contains("\"outcome\" : \"lost\""))
    }

    @Test("Waiting for a destination that is gone, and started again")
    func destination() throws {
        let harness = try EngineHarness()
        let away = harness.root + "/away"
        try Files.renameWithoutReplacing(harness.remote, to: away)
        try Files.makeDirectory(harness.root + "/remote", mode: 0o755)
        #expect(rmdir(harness.remote) == 0)
        for index in 0..<4 { try harness.writeFrame("f\(index).tif", seed: UInt64(index)) }
        harness.wait("found") { $0.framesFound == 4 }
        harness.engine.close()
        try Files.renameWithoutReplacing(away, to: harness.remote)
        harness.restart()
        harness.wait("archived") { $0.framesArchived == 4 }
        #expect(harness.files(below: harness.remote).count == 12)
    }

    /// Archives a frame, and puts everything back to the instant before its sources were removed: the very file, which a
    /// second name has kept.
    private func cutRelease(_ harness: EngineHarness) throws {
        try harness.engine.setPlugin("01_prepare_raw", enabled: false)
        try harness.writeFrame("a.tif", hasSidecar: false)
        let kept = harness.root + "/kept.tif"
        #expect(link(harness.raw + "/a.tif", kept) == 0)
        try harness.engine.setPlugin("01_prepare_raw", enabled: true)
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        harness.engine.close()
        let ids = LedgerID()
        let ledger = try SQLiteLedger(
            path: harness.state + "/ledger.sqlite", station: harness.state, source: harness.raw, durable: false,
            ids: ids)
        ids.advance(beyond: try ledger.reader.greatestID())
        let unit = try #require(try ledger.reader.frames(named: "a.tif", limit: 1).first).id
        let work = harness.root + "/processed/\(unit)"
        try Files.makeDirectory(work)
        try Files.renameWithoutReplacing(kept, to: work + "/a.tif")
        let release = FileOperation(unit: unit, step: "release", source: work, target: nil)
        #expect(try ledger.write([[.intend(release)]]) == [nil])
    }

    @Test("The sources of an archived frame wait until its copies can be looked at")
    func releaseLater() throws {
        let harness = try EngineHarness()
        try cutRelease(harness)
        let away = harness.root + "/away"
        try Files.renameWithoutReplacing(harness.remote, to: away)
        harness.restart()
        let snapshot = harness.wait("alarm") { $0.state == .alarm }
        #expect(snapshot.framesPending == 1)
        #expect(!harness.files(below: harness.root + "/processed").isEmpty)
        try Files.renameWithoutReplacing(away, to: harness.remote)
        harness.wait("released") { $0.framesPending == 0 && harness.isWorkEmpty }
        #expect(harness.engine.snapshot.framesArchived == 1)
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif"])
        harness.wait("running") { $0.state == .running }
    }

    @Test("A frame whose copies are gone before its sources were removed is archived anew")
    func releaseNever() throws {
        let harness = try EngineHarness()
        try cutRelease(harness)
        #expect(remove(harness.remote + "/a.tif") == 0)
        harness.restart()
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote).contains("a.tif"))
        #expect(harness.engine.snapshot.framesFailed == 0)
    }

    @Test("A release that the ledger knows no copies for is no release")
    func releaseWithoutCopies() throws {
        let harness = try EngineHarness()
        try cutRelease(harness)
        var ledger = try SQLiteConnection(path: harness.state + "/ledger.sqlite", access: .readWrite)
        try ledger.execute("DELETE FROM replica")
        #expect(remove(harness.remote + "/a.tif") == 0)
        harness.restart()
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote).contains("a.tif"))
        #expect(harness.engine.snapshot.framesFailed == 0)
    }

    @Test("What an earlier server left unfinished at the destination goes")
    func oldParts() throws {
        let harness = try EngineHarness()
        try harness.closeBefore("03_finalize")
        let reader = try SQLiteLedgerReader(path: harness.state + "/ledger.sqlite")
        let unit = try #require(try reader.frames(named: "a.tif", limit: 1).first).id
        for epoch in 1...2 {
            try harness.write([1], to: harness.remote + "/.framewatch-\(unit)-\(epoch)-image.part")
        }
        harness.restart()
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.tif.metadata"])
    }

    @Test(
        "Of a frame that was set aside only the rest is removed, in whichever order it was", arguments: [true, false])
    func quarantineRelease(_ isFrameLeft: Bool) throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        try harness.engine.setPlugin("01_prepare_raw", enabled: false)
        let bytes = Array(TestFrame().tiff().prefix(100))
        try harness.write(bytes, to: harness.raw + "/bad.tif")
        try harness.write(TestFrame().sidecar(), to: harness.raw + "/bad.tif.metadata")
        let left = isFrameLeft ? "bad.tif" : "bad.tif.metadata"
        #expect(link(harness.raw + "/" + left, harness.root + "/kept") == 0)
        try harness.engine.setPlugin("01_prepare_raw", enabled: true)
        harness.wait("set aside") { $0.framesFailed == 1 && harness.isWorkEmpty }
        harness.engine.close()
        try putBack(left, of: "bad.tif", harness)
        harness.restart()
        harness.wait("released") { $0.framesPending == 0 && harness.isWorkEmpty && $0.framesFailed == 1 }
        #expect(try harness.engine.explain("bad.tif").contains("\"outcome\" : \"quarantined\""))
        let kept = harness.files(below: harness.state + "/quarantine").map { Paths.base(of: $0) }
        #expect(kept.sorted() == ["bad.tif", "bad.tif.metadata", "reason.txt"])
    }

    /// As if an earlier server had been killed while it removed the files of a unit: one of them is left.
    private func putBack(_ name: String, of frame: String, _ harness: EngineHarness) throws {
        let ids = LedgerID()
        let ledger = try SQLiteLedger(
            path: harness.state + "/ledger.sqlite", station: harness.state, source: harness.raw, durable: false,
            ids: ids)
        ids.advance(beyond: try ledger.reader.greatestID())
        let unit = try #require(try ledger.reader.frames(named: frame, limit: 1).first).id
        let work = harness.root + "/temp/\(unit)"
        try Files.makeDirectory(work)
        try Files.renameWithoutReplacing(harness.root + "/kept", to: work + "/" + name)
        let release = FileOperation(unit: unit, step: "release", source: work, target: nil)
        #expect(try ledger.write([[.intend(release)]]) == [nil])
    }

    @Test("A quarantine that was cut short is finished")
    func quarantine() throws {
        let harness = try EngineHarness(["IncompleteWait": ["0.1"]])
        for index in 0..<5 {
            try harness.write(
                Array(TestFrame(seed: UInt64(index)).tiff().prefix(100)), to: harness.raw + "/bad\(index).tif")
        }
        harness.wait("some found") { $0.framesFound > 0 }
        harness.restart()
        harness.wait("all kept") { _ in
            // The copies stand before what was copied is removed.
            harness.isWorkEmpty
                && harness.files(below: harness.state + "/quarantine").filter { $0.hasSuffix(".tif") }.count == 5
        }
    }
}
