import FrameTypes
import Ledger
import POSIXFiles
import Testing

@testable import LedgerSQLite

/// The files under `Tests/Fixtures/ledgers` are what servers of earlier releases left.
@Suite("Ledgers of other releases")
struct OldLedgerTests {
    private static let newest = LedgerMigration.all.count

    private func text(_ name: String) throws -> String {
        let tests = Paths.directory(of: Paths.directory(of: #filePath))
        let file = try FileDescriptor(opening: tests + "/Fixtures/ledgers/" + name, for: .read)
        return String(decoding: try bytes(file), as: UTF8.self)
    }

    private func bytes(_ file: borrowing FileDescriptor) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4 << 20)
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
        return Array(bytes[..<count])
    }

    private func bytes(_ path: String) throws -> [UInt8] { try bytes(FileDescriptor(opening: path, for: .read)) }

    /// Makes the file of a server with this schema.
    private func make(_ schema: Int, _ test: TestLedger, changes: String = "") throws {
        var connection = try SQLiteConnection(path: test.path, access: .readWrite)
        try connection.execute(try text("schema-\(schema).sql") + changes)
    }

    @Test("Steps that were applied somewhere are never edited")
    func frozen() {
        let known = ["9e7c39288e56a2b8", "93f01bf52425a70d", "b98e41d115970028"]
        #expect(LedgerMigration.all.prefix(known.count).map(\.hash) == known)
        #expect(known.count == Self.newest, "Add the new step here, and a ledger of the schema before it.")
    }

    @Test("An older ledger is brought up to date with all that it knows", arguments: [1, 2, 3])
    func older(_ schema: Int) throws {
        let test = try TestLedger()
        try make(schema, test)
        let ledger = try SQLiteLedger(path: test.path, station: "test", source: "/raw", durable: true, ids: test.ids)
        var connection = try SQLiteConnection(path: test.path, access: .readOnly)
        #expect(try connection.number("SELECT count(*) FROM schema_version") == Int64(Self.newest))

        let waiting = try ledger.reader.unfinished()
        #expect(waiting.map(\.id) == [200])
        #expect(waiting.first?.path == "/raw/s/waiting.tif" && waiting.first?.state == .processed)
        #expect(waiting.first?.reason == "No sidecar came within 10.0 s." && waiting.first?.attempts == 1)
        #expect((waiting.first?.frame?.identity != nil) == (schema >= 3))
        #expect(try ledger.reader.hasIntent(unit: 200, step: "process"))
        #expect(try ledger.reader.stores() == [StoreRow(root: "/archive", mountPoint: schema >= 2 ? "/archive" : nil)])

        let done = try #require(try ledger.reader.frames(named: "/archive/s/done.tif", limit: 1).first)
        #expect(done.state == .archived && done.files.map(\.hash) == ["aa", "bb"])
        #expect(done.members.map(\.name) == ["done.tif", "done.tif.metadata"])
        #expect(done.statistics == FrameStatistics(sum: 25, max: 9))
        #expect(done.history.map(\.kind) == ["found", "archived"])

        let archive = ReplicaRow(role: "image", path: "/archive/s/w.tif", bytes: 5, hash: "cc", hashKind: "xxh3-128")
        let outcome = ArchiveRow(
            unit: 200, destination: "/archive", files: [archive], pixelHash: "p", hashKind: "xxh3-128",
            statistics: nil, sequence: nil)
        test.ids.advance(beyond: try ledger.reader.greatestID())
        #expect(try ledger.write([[.archive(outcome), .setUnit(id: 200, state: .archived, reason: nil)]]) == [nil])
        #expect(try ledger.reader.unfinished().isEmpty)
    }

    @Test("A newer ledger, or one with steps of its own, is refused and stays as it is", arguments: [true, false])
    func newer(isNewer: Bool) throws {
        let test = try TestLedger()
        let change =
            isNewer
            ? "INSERT INTO schema_version VALUES(\(Self.newest + 1),'ffff',1);"
            : "UPDATE schema_version SET hash='ffff' WHERE version=2;"
        try make(Self.newest, test, changes: change)
        let before = try bytes(test.path)
        let error = #expect(throws: LedgerError.self) { _ = try test.open() }
        #expect(error?.code == .newerSchema && error?.message.contains(test.path) == true)
        #expect(throws: LedgerError.self) { _ = try SQLiteLedgerReader(path: test.path) }
        #expect(try bytes(test.path) == before)
    }

    @Test("Who only reads says what to do about an older ledger")
    func reader() throws {
        let test = try TestLedger()
        try make(1, test)
        let error = #expect(throws: LedgerError.self) { _ = try SQLiteLedgerReader(path: test.path) }
        #expect(error?.code == .olderSchema && error?.message.contains("start the server") == true)
    }

    @Test(
        "What is no ledger, or broken, is refused, stays as it is, and the error says what to do",
        arguments: [true, false])
    func damaged(isGarbage: Bool) throws {
        let test = try TestLedger()
        try make(Self.newest, test)
        var broken = try bytes(test.path)
        if isGarbage {
            broken = Array("this was a ledger once".utf8) + [UInt8](repeating: 7, count: 5_000)
        } else {
            // All pages but the first, which says that there are more.
            broken.replaceSubrange(4_096..., with: [UInt8](repeating: 0xa5, count: broken.count - 4_096))
        }
        let file = try FileDescriptor(opening: test.path, for: .replace)
        try file.write(broken)
        let error = #expect(throws: LedgerError.self) {
            let ledger = try test.open()
            _ = try ledger.reader.unfinished()
        }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("move it away") == true && error?.message.contains(test.path) == true)
        #expect(try bytes(test.path) == broken)
    }

    @Test("An empty file is a ledger that has just been begun")
    func empty() throws {
        let test = try TestLedger()
        let file = try FileDescriptor(opening: test.path, for: .replace)
        try file.close()
        #expect(try test.open().reader.unfinished().isEmpty)
    }
}
