import FrameTypes
import Glibc
import Ledger
import POSIXFiles
import Testing

@testable import LedgerSQLite

/// A ledger in a directory that goes away with the test.
final class TestLedger {
    let directory: String
    let ids = LedgerID()
    var path: String { directory + "/ledger.sqlite" }
    init() throws {
        var template = Array("/tmp/framewatch-ledger-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    deinit {
        for suffix in ["", "-wal", "-shm"] { remove(path + suffix) }
        remove(directory)
    }
    func open() throws -> SQLiteLedger {
        try SQLiteLedger(path: path, station: "test", source: "/raw", durable: true, ids: ids)
    }
    func unit(_ name: String, inode: UInt64 = 1, state: UnitState = .claiming) -> UnitRow {
        UnitRow(
            id: ids.next(), path: "/raw/s/" + name, inode: inode, modified: 5, bytes: 100, state: state,
            destination: "/archive", directory: "s", found: 1, updated: 1,
            members: [
                UnitMember(role: .frame, name: name, bytes: 100),
                UnitMember(role: .sidecar, name: name + ".metadata", bytes: 10),
            ])
    }
    func outcome(_ unit: UnitRow, path: String, hash: String = "aa") -> ArchiveRow {
        ArchiveRow(
            unit: unit.id, destination: "/archive",
            files: [ReplicaRow(role: "image", path: path, bytes: 120, hash: hash, hashKind: "xxh3-128")],
            pixelHash: "pp", hashKind: "xxh3-128", statistics: FrameStatistics(sum: 25, max: 1), sequence: 7)
    }
}

@Suite("The ledger in SQLite")
struct SQLiteLedgerTests {
    @Test("The sum of a frame with a masked pixel is kept, although it is no number")
    func masked() throws {
        let test = try TestLedger()
        let ledger = try test.open()
        let unit = test.unit("a.tif")
        var row = test.outcome(unit, path: "/archive/s/a.tif")
        row.statistics = FrameStatistics(sum: .nan, max: 3)
        _ = try ledger.write([[.addUnit(unit), .archive(row)]])
        #expect(try ledger.reader.frames(named: "a.tif", limit: 1).first?.statistics == row.statistics)
    }

    @Test("A frame from discovery to outcome")
    func way() throws {
        let test = try TestLedger()
        let ledger = try test.open()
        let unit = test.unit("a.tif")
        let operation = FileOperation(unit: unit.id, step: "claim", source: "/raw/s/a.tif", target: "/temp/1/a.tif")
        #expect(try ledger.write([[.addUnit(unit), .intend(operation)]]) == [nil])
        #expect(try ledger.reader.unfinished() == [unit])
        #expect(try ledger.reader.hasIntent(unit: unit.id, step: "claim"))
        let row = test.outcome(unit, path: "/archive/s/a.tif")
        _ = try ledger.write([[.done(unit: unit.id, step: "claim"), .intendReplicas(unit: unit.id, row.files)]])
        #expect(try !ledger.reader.hasIntent(unit: unit.id, step: "claim"))
        #expect(try ledger.reader.replicas(unit: unit.id) == row.files)
        _ = try ledger.write([
            [
                .archive(row), .setUnit(id: unit.id, state: .archived, reason: nil),
                .event(kind: "archived", unit: unit.id, text: "ü \"quoted\""),
            ]
        ])
        #expect(try ledger.reader.unfinished().isEmpty)
        for name in ["a.tif", "/raw/s/a.tif", "/archive/s/a.tif", "s/a.tif", String(unit.id), "a.tif.metadata"] {
            let record = try #require(try ledger.reader.frames(named: name, limit: 5).first, "\(name)")
            #expect(record.id == unit.id)
            #expect(record.state == .archived)
            #expect(record.files == row.files)
            #expect(record.statistics == row.statistics)
            #expect(record.history.map(\.text) == ["ü \"quoted\""])
        }
        #expect(try ledger.reader.frames(named: "b.tif", limit: 5).isEmpty)
        #expect(try ledger.reader.counts() == [.archived: 1])
        #expect(try ledger.reader.frames(in: .archived, limit: 5).count == 1)
    }

    @Test("A batch that breaks a rule is left out whole, the others stand")
    func refusal() throws {
        let test = try TestLedger()
        let ledger = try test.open()
        let (first, third) = (test.unit("a.tif"), test.unit("c.tif"))
        var double = test.unit("a.tif")
        double.state = .settled
        let results = try ledger.write([
            [.addUnit(first)], [.event(kind: "found", unit: double.id, text: nil), .addUnit(double)], [.addUnit(third)],
        ])
        #expect(results.map { $0?.code } == [nil, .refused, nil])
        #expect(try ledger.reader.unfinished().map(\.id) == [first.id, third.id])
        #expect(try ledger.write([[.setUnit(id: 1, state: .lost, reason: nil)]]).first??.code == .refused)
    }

    @Test("The ledger keeps no more statements however many frames it takes")
    func statements() throws {
        let test = try TestLedger()
        let ledger = try test.open()
        var counts: [Int] = []
        for number in 0..<101 {
            let unit = test.unit("\(number).tif", inode: UInt64(number))
            let row = test.outcome(unit, path: "/archive/s/\(number).tif")
            let results = try ledger.write([
                [.addUnit(unit), .archive(row), .setUnit(id: unit.id, state: .archived, reason: nil)]
            ])
            #expect(results == [nil])
            counts.append(ledger.statementCount)
        }
        #expect(counts.last == counts.first)
    }

    @Test("A finished row about the very same file makes room")
    func sameKey() throws {
        let test = try TestLedger()
        let ledger = try test.open()
        let (first, second) = (test.unit("a.tif"), test.unit("a.tif"))
        _ = try ledger.write([[.addUnit(first), .setUnit(id: first.id, state: .discarded, reason: nil)]])
        #expect(try ledger.write([[.addUnit(second)]]) == [nil])
        #expect(try ledger.reader.frames(named: "a.tif", limit: 5).map(\.id) == [second.id, first.id])
    }

    @Test("The same files again are the same product, others a new version")
    func versions() throws {
        let test = try TestLedger()
        let ledger = try test.open()
        let units = [test.unit("a.tif", inode: 1), test.unit("a.tif", inode: 2), test.unit("a.tif", inode: 3)]
        let rows = [
            test.outcome(units[0], path: "/archive/s/a.tif"), test.outcome(units[1], path: "/archive/s/a.tif"),
            test.outcome(units[2], path: "/archive/s/a.v2.tif", hash: "bb"),
        ]
        for (unit, row) in zip(units, rows) {
            #expect(
                try ledger.write([
                    [.addUnit(unit), .archive(row), .setUnit(id: unit.id, state: .archived, reason: nil)]
                ]) == [nil])
        }
        for (unit, row) in zip(units, rows) { #expect(try ledger.reader.replicas(unit: unit.id) == row.files) }
    }

    @Test("A release that was intended and not done is unfinished work")
    func release() throws {
        let test = try TestLedger()
        let ledger = try test.open()
        let unit = test.unit("a.tif")
        let release = FileOperation(unit: unit.id, step: "release", source: "/temp/1", target: nil)
        _ = try ledger.write([[.addUnit(unit), .setUnit(id: unit.id, state: .archived, reason: nil), .intend(release)]])
        #expect(try ledger.reader.unfinished().map(\.id) == [unit.id])
        _ = try ledger.write([[.done(unit: unit.id, step: "release")]])
        #expect(try ledger.reader.unfinished().isEmpty)
    }

    @Test("What was written is there after opening again, and beside a running writer")
    func reopen() throws {
        let test = try TestLedger()
        let unit = test.unit("a.tif")
        do {
            let ledger = try test.open()
            _ = try ledger.write([[.addUnit(unit)]])
            #expect(try SQLiteLedgerReader(path: test.path).unfinished() == [unit])
        }
        #expect(try test.open().reader.unfinished() == [unit])
        #expect(try SQLiteLedgerReader(path: test.path).greatestID() >= unit.id)
        #expect(throws: LedgerError.self) { try SQLiteLedgerReader(path: test.directory + "/none") }
    }

    @Test("Identities of members are kept")
    func identities() throws {
        let test = try TestLedger()
        let ledger = try test.open()
        var unit = test.unit("a.tif")
        unit.members[0].identity = FileIdentity(
            device: .max, inode: .max - 1, size: 100, modified: 1_700_000_000_123_456_789)
        _ = try ledger.write([[.addUnit(unit)]])
        #expect(try ledger.reader.unfinished() == [unit])
        unit.members[1].identity = FileIdentity(device: 1, inode: 2, size: 11, modified: 3)
        unit.members[1].bytes = 11
        _ = try ledger.write([
            [.addMember(unit: unit.id, unit.members[1])]
        ])
        #expect(try ledger.reader.unfinished() == [unit])
    }

    @Test("The states of the schema are those of the program")
    func states() throws {
        let test = try TestLedger()
        let ledger = try test.open()
        for (index, state) in UnitState.allCases.enumerated() {
            let unit = test.unit("\(state).tif", inode: UInt64(index), state: state)
            #expect(try ledger.write([[.addUnit(unit)]]) == [nil])
        }
    }

    @Test("Numbers rise, also with a clock that was set back")
    func numbers() {
        let ids = LedgerID()
        ids.advance(beyond: Int64.max / 2)
        let numbers = (0..<100).map { _ in ids.next() }
        #expect(numbers == numbers.sorted() && Set(numbers).count == 100 && numbers[0] > Int64.max / 2)
        ids.advance(beyond: .max)
        #expect(ids.next() < LedgerID.limit)
        #expect(Timestamp.text(1_510_265_308_053_000) == "2017-11-09T22:08:28.053000Z")
    }
}
