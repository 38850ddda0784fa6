import EngineTesting
import FrameEngine
import FrameTypes
import Glibc
import Ledger
import LedgerSQLite
import POSIXFiles
import Testing

@Suite("A ledger that cannot be used", .serialized, .timeLimit(.minutes(6)))
struct LedgerFileTests {
    @Test("A damaged ledger is a fault that says the way out, which loses no frame")
    func damaged() throws {
        let harness = try EngineHarness()
        try harness.closeBefore("03_finalize")
        let ledger = harness.state + "/ledger.sqlite"
        for suffix in ["-wal", "-shm"] { remove(ledger + suffix) }
        let garbage = [UInt8](repeating: 0x5a, count: 9_000)
        try harness.write(garbage, to: ledger)
        harness.restart()
        let snapshot = harness.wait("fault") { $0.state == .fault }
        #expect(snapshot.status.contains("damaged") && snapshot.status.contains("move it away"))
        #expect(harness.bytes(ledger) == garbage)
        try Files.renameWithoutReplacing(ledger, to: harness.root + "/kept")
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(harness.bytes(harness.root + "/kept") == garbage)
    }

    @Test("Frames that a server with schema 1 had on their way go on")
    func oldSchema() throws {
        let harness = try EngineHarness()
        try harness.closeBefore("03_finalize")
        let ledger = try SQLiteLedger(
            path: harness.state + "/ledger.sqlite", station: harness.state, source: harness.raw, durable: false,
            ids: LedgerID())
        let unit = try #require(try ledger.reader.unfinished().first)
        // Rows of that schema have no identities.
        #expect(
            try ledger.write([
                unit.members.map { member in
                    .addMember(unit: unit.id, UnitMember(role: member.role, name: member.name, bytes: member.bytes))
                }
            ]) == [nil])
        harness.restart()
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.tif.metadata"])
    }
}
