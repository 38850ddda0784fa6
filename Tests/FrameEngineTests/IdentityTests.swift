import EngineTesting
import FrameEngine
import FrameTypes
import Glibc
import Ledger
import LedgerSQLite
import POSIXFiles
import Testing

@Suite("Nothing is removed but the very file that was archived", .serialized, .timeLimit(.minutes(6)))
struct IdentityTests {
    private let addition = Array("# written while nobody looked\n".utf8)

    private func append(_ bytes: [UInt8], to path: String) throws {
        let file = try FileDescriptor(opening: path, for: .append)
        try file.write(bytes)
        try file.close()
    }

    /// The only file of that name below a directory.
    private func place(_ name: String, below directory: String, in harness: EngineHarness) -> String? {
        harness.files(below: directory).first { $0.hasSuffix("/" + name) }.map { Paths.join(directory, $0) }
    }

    @Test("What is added to a sidecar after the claim is archived too", arguments: [false, true])
    func sidecar(restarts: Bool) throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin("03_finalize", enabled: false)
        try harness.writeFrame("a.tif")
        let processed = harness.root + "/processed"
        harness.wait("processed") { _ in place(".framewatch-recipe", below: processed, in: harness) != nil }
        if restarts { harness.engine.close() }
        let sidecar = try #require(place("a.tif.metadata", below: processed, in: harness))
        try append(addition, to: sidecar)
        if restarts { harness.restart() } else { try harness.engine.setPlugin("03_finalize", enabled: true) }
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.bytes(harness.remote + "/a.tif.metadata") == TestFrame().sidecar() + addition)
        #expect(harness.isWorkEmpty)
    }

    @Test("A bad frame is claimed before it is set aside, so that its name is free for the retake")
    func retake() throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin("02_merge_data", enabled: false)
        let whole = TestFrame(seed: 1).tiff()
        let bad = Array(whole.prefix(whole.count / 2))
        try harness.write(bad, to: harness.raw + "/a.tif")
        harness.wait("claimed") { _ in place("a.tif", below: harness.root + "/temp", in: harness) != nil }
        #expect(harness.files(below: harness.state + "/quarantine").isEmpty)
        let good = try harness.writeFrame("a.tif", seed: 2)
        try harness.engine.setPlugin("02_merge_data", enabled: true)
        harness.wait("both have ended") { $0.framesArchived == 1 && $0.framesFailed == 1 }
        #expect(harness.bytes(harness.remote + "/a.tif")?.count ?? 0 >= good.count)
        let kept = try #require(place("a.tif", below: harness.state + "/quarantine", in: harness))
        #expect(harness.bytes(kept) == bad)
        #expect(harness.isWorkEmpty)
    }

    @Test("A frame that was completed before the last look is archived")
    func lastLook() throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin("02_merge_data", enabled: false)
        let bytes = TestFrame(seed: 1).tiff()
        try harness.write(Array(bytes.prefix(bytes.count / 2)), to: harness.raw + "/a.tif")
        let temp = harness.root + "/temp"
        harness.wait("claimed") { _ in place("a.tif", below: temp, in: harness) != nil }
        try append(Array(bytes.dropFirst(bytes.count / 2)), to: try #require(place("a.tif", below: temp, in: harness)))
        try harness.engine.setPlugin("02_merge_data", enabled: true)
        let snapshot = harness.wait("archived") { $0.framesArchived == 1 }
        #expect(snapshot.framesFailed == 0)
    }

    @Test("A quarantine that an earlier server began does not take the retake")
    func staleQuarantine() throws {
        let harness = try EngineHarness()
        harness.wait("running") { $0.state == .running }
        harness.engine.close()
        let ledger = try openLedger(harness)
        let row = UnitRow(
            id: 77, path: harness.raw + "/a.tif", inode: 1, modified: 1, bytes: 10, state: .settled,
            destination: harness.remote, directory: "", reason: "It was bad.", found: 1, updated: 1,
            members: [UnitMember(role: .frame, name: "a.tif", bytes: 10)])
        let operation = FileOperation(
            unit: 77, step: "quarantine", source: row.path, target: harness.state + "/quarantine/77/a.tif")
        #expect(try ledger.write([[.addUnit(row), .intend(operation)]]) == [nil])
        try harness.writeFrame("a.tif", seed: 2)
        harness.restart()
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.isWorkEmpty)
    }

    @Test("Names that differ only in the encoding of an accent are two frames")
    func accents() throws {
        let harness = try EngineHarness()
        for (index, name) in ["Prob\u{e9}.tif", "Probe\u{301}.tif"].enumerated() {
            try harness.writeFrame(name, seed: UInt64(index))
        }
        harness.wait("both archived") { $0.framesArchived == 2 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote).count == 6)
    }

    @Test("A sidecar that was never closed is waited for, whatever its lines say")
    func openSidecar() throws {
        let harness = try EngineHarness(["SidecarWait": ["60"]])
        let bytes = TestFrame().sidecar()
        let half = try #require(bytes.prefix(bytes.count / 2).lastIndex(of: UInt8(ascii: "\n"))) + 1
        let file = try FileDescriptor(opening: harness.raw + "/a.tif.metadata", for: .replace)
        try file.write(Array(bytes[..<half]))
        try harness.writeFrame("a.tif", hasSidecar: false)
        // Ten times the age at which a file counts as quiet.
        _ = WakeUp.poll([], timeout: .milliseconds(500))
        try file.write(Array(bytes[half...]))
        try file.close()
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.bytes(harness.remote + "/a.tif.metadata") == bytes)
    }

    private func openLedger(_ harness: EngineHarness) throws -> SQLiteLedger {
        try SQLiteLedger(
            path: harness.state + "/ledger.sqlite", station: harness.state, source: harness.raw, durable: false,
            ids: LedgerID())
    }

    // MARK: After a restart

    /// Archives a frame and stops the server as if between the outcome and the removal; gives its work file.
    private func stopBeforeRelease(_ harness: EngineHarness, changes: (String) throws -> Void = { _ in }) throws
        -> String
    {
        try harness.engine.setPlugin("01_prepare_raw", enabled: false)
        try harness.writeFrame("a.tif", hasSidecar: false)
        let kept = harness.root + "/kept.tif"
        #expect(link(harness.raw + "/a.tif", kept) == 0)
        try harness.engine.setPlugin("01_prepare_raw", enabled: true)
        harness.wait("archived") { $0.framesArchived == 1 }
        harness.engine.close()
        let ledger = try openLedger(harness)
        let unit = try #require(try ledger.reader.frames(named: "a.tif", limit: 1).first)
        let work = harness.root + "/processed/\(unit.id)"
        let release = FileOperation(unit: unit.id, step: "release", source: work, target: nil)
        #expect(try ledger.write([[.intend(release)]]) == [nil])
        try Files.makeDirectory(work)
        try Files.renameWithoutReplacing(kept, to: work + "/a.tif")
        return work + "/a.tif"
    }

    @Test("Work files that are what was archived go when the server starts again")
    func release() throws {
        let harness = try EngineHarness()
        _ = try stopBeforeRelease(harness)
        harness.restart()
        harness.wait("released") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif"])
    }

    @Test("A work file that was written to since is archived as a frame of its own")
    func changedBeforeRelease() throws {
        let harness = try EngineHarness()
        let work = try stopBeforeRelease(harness)
        try harness.write(TestFrame(seed: 9).tiff(), to: work)
        harness.restart()
        harness.wait("both archived") { $0.framesArchived == 2 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.v2.nxs", "a.v2.tif"])
    }

    @Test("Copies that cannot be looked at now are looked at later")
    func releaseLater() throws {
        let harness = try EngineHarness()
        let work = try stopBeforeRelease(harness)
        let away = harness.root + "/away"
        try Files.renameWithoutReplacing(harness.remote, to: away)
        harness.restart()
        harness.wait("alarm") { $0.state == .alarm && $0.framesPending == 1 }
        #expect(try FileStatus.of(work) != nil)
        #expect(try FileStatus.of(harness.remote) == nil)
        try Files.renameWithoutReplacing(away, to: harness.remote)
        harness.wait("released") { $0.framesArchived == 1 && harness.isWorkEmpty }
    }

    @Test("Copies that are gone are made again while the source is there")
    func archivedAgain() throws {
        let harness = try EngineHarness()
        _ = try stopBeforeRelease(harness)
        #expect(remove(harness.remote + "/a.tif") == 0)
        harness.restart()
        harness.wait("archived again") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote).contains("a.tif"))
    }
}
