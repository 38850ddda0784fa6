import Glibc
import Ledger
import POSIXFiles
import Testing

@testable import FrameEngine
@testable import LedgerSQLite

@Suite("A sidecar that comes late")
struct LateSidecarTests {
    private let rules = SettleRules(
        minFileSize: 9, minFileAge: 0.1, sidecarWait: 1, incompleteWait: 1, settlesOnClose: true)
    private let identity = FileIdentity(device: 1, inode: 1, size: 10, modified: 1)

    /// A sidecar that was seen at 0, without a frame.
    private func lone() -> FrameCandidate {
        var candidate = FrameCandidate(path: "/raw/a.tif", destination: "/archive", seen: 0)
        candidate.sidecar = ("/raw/a.tif.metadata", ObservedFile(identity, at: 0, isReleased: true))
        return candidate
    }

    @Test("While it is being archived it is not set aside, however long that lasts")
    func sought() {
        var candidate = lone()
        #expect(candidate.next(rules, at: 1.2) == .lateSidecar)
        (candidate.isLateChecked, candidate.isLateSought) = (true, true)
        #expect(candidate.next(rules, at: 100) == .waitForAnswer)
        candidate.isLateSought = false
        #expect(candidate.next(rules, at: 100) == .quarantineOrphan)
    }

    @Test("It may be that of a retake, whose image comes after it")
    func retake() throws {
        let harness = try EngineHarness(["SidecarWait": ["8"]])
        try harness.writeFrame("a.tif", hasSidecar: false)
        harness.wait("the first, without a sidecar") { $0.framesArchived == 1 }
        try harness.write(Array("[metadata]\nuserComment1=retake\n".utf8), to: harness.raw + "/a.tif.metadata")
        let ticks = harness.engine.snapshot.tickCount
        harness.wait("time for the sidecar to be taken too early") { $0.tickCount > ticks + 30 }
        try harness.writeFrame("a.tif", seed: 7, hasSidecar: false)
        harness.wait("the second") { $0.framesArchived == 2 }
        let names = harness.files(below: harness.remote).map { Paths.base(of: $0) }.sorted()
        #expect(names == ["a.nxs", "a.tif", "a.v2.nxs", "a.v2.tif", "a.v2.tif.metadata"])
    }

    @Test("One that cannot be archived is tried again after times that grow, whatever events come")
    func patience() {
        var candidate = lone()
        for delay in [1.0, 2, 4, 8, 16, 32, 60, 60] {
            let now = candidate.lateRetry + 10
            candidate.failLate(at: now)
            candidate.sidecar?.file.look(identity, at: now, isReleased: true)
            #expect(candidate.next(rules, at: now) == .wait(until: now + delay))
            #expect(candidate.next(rules, at: now + delay) == .lateSidecar)
        }
    }

    @Test("One that cannot be archived now goes back where it was, also when that directory has gone")
    func goesBack() throws {
        let harness = try EngineHarness(opens: false)
        let (work, sidecar) = (harness.root + "/temp/7", harness.raw + "/scan/a.tif.metadata")
        try Files.makeDirectories(work)
        try harness.write([1, 2, 3], to: work + "/a.tif.metadata")
        try harness.write([4, 5, 6], to: harness.remote + "/a.tif")
        // Something is in the way of the copy.
        try Files.makeDirectory(harness.remote + "/" + WorkFiles.part(.sidecar, unit: 7, epoch: 0))
        let job = LateSidecarJob(
            frame: harness.raw + "/scan/a.tif", directory: "scan", sidecar: sidecar, durable: false,
            ownership: try FileOwnership(harness.parsed.properties))
        let match = LateSidecarJob.Match(unit: 7, destination: harness.remote, image: harness.remote + "/a.tif")
        guard case .failed = job.run(match, work: work, mounts: DestinationMounts()) else {
            Issue.record("archived all the same")
            return
        }
        #expect(harness.bytes(sidecar) == [1, 2, 3])
        #expect(try FileStatus.of(work) == nil)
    }

    @Test("One that can neither be archived nor put back stays, and goes on when its name is free")
    func stuck() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a.tif", hasSidecar: false)
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        let ledger = harness.state + "/ledger.sqlite"
        let unit = try #require(try SQLiteLedgerReader(path: ledger).frames(named: "a.tif", limit: 1).first?.id)
        let (work, sidecar) = (harness.root + "/temp/\(unit)", harness.raw + "/a.tif.metadata")
        // Something is in the way of the copy, and an earlier attempt has left its sidecar.
        let obstacle = harness.remote + "/" + WorkFiles.part(.sidecar, unit: unit, epoch: 0)
        try Files.makeDirectory(obstacle)
        try Files.makeDirectory(work)
        let (earlier, later) = (Array("[metadata]\nname=earlier\n".utf8), Array("[metadata]\nname=later\n".utf8))
        try harness.write(earlier, to: work + "/a.tif.metadata")
        try harness.write(later, to: sidecar)
        harness.wait("an alarm") { $0.state == .alarm && $0.status.contains(work) }
        #expect(harness.bytes(sidecar) == later)
        #expect(harness.bytes(work + "/a.tif.metadata") == earlier)
        try Files.renameWithoutReplacing(sidecar, to: harness.root + "/later")
        harness.wait("it is put back") { _ in harness.bytes(sidecar) == earlier }
        try Files.removeDirectory(obstacle)
        harness.wait("archived") { $0.state == .running && harness.isWorkEmpty }
        #expect(harness.bytes(harness.remote + "/a.tif.metadata") == earlier)
    }

    @Test("One that has to stay keeps no other from going back, and nothing is replaced")
    func givenBack() throws {
        let harness = try EngineHarness(opens: false)
        let (work, raw) = (harness.root + "/temp/7", harness.raw + "/scan")
        for directory in [work, raw, work + "/d"] { try Files.makeDirectories(directory) }
        for name in ["a", "b", "c", "d/frame.tif"] { try harness.write([1, 2, 3], to: work + "/" + name) }
        try harness.write([4, 5, 6], to: raw + "/b")
        WorkFiles.markOrigin(in: work, directory: "scan", destination: harness.remote)
        let names = ["a", "b", "gone", "d", "c"]
        #expect { try WorkFiles.giveBack(names, in: work, to: raw) } throws: { error in
            (error as? POSIXError)?.errorNumber == EEXIST
        }
        #expect(harness.files(below: raw) == ["a", "b", "c"])
        #expect(harness.bytes(raw + "/b") == [4, 5, 6])
        #expect(harness.files(below: work) == ["b", "d/frame.tif"])
        #expect(WorkFiles.origin(of: work)?.directory == "scan")
        #expect(remove(raw + "/b") == 0)
        #expect { try WorkFiles.giveBack(names, in: work, to: raw) } throws: { error in
            (error as? POSIXError)?.errorNumber == EISDIR
        }
        removeTree(work + "/d")
        removeTree(raw)
        try WorkFiles.giveBack([], in: work, to: raw)
        #expect(try FileStatus.of(work) == nil)
    }

    @Test("One that an earlier server had taken is archived, also when its directory has gone")
    func takenEarlier() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("scan/a.tif", hasSidecar: false)
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        harness.engine.close()
        let ledger = harness.state + "/ledger.sqlite"
        let unit = try #require(try SQLiteLedgerReader(path: ledger).frames(named: "a.tif", limit: 1).first?.id)
        let (work, sidecar) = (harness.root + "/temp/\(unit)", harness.raw + "/scan/a.tif.metadata")
        var connection = try SQLiteConnection(path: ledger, access: .readWrite)
        try connection.execute(
            "INSERT INTO fs_op(op_id,unit_id,epoch,step,op,src,dst,state,t_us) "
                + "VALUES(1,\(unit),0,'late','rename','\(sidecar)','\(work)/a.tif.metadata','intent',0)")
        try Files.makeDirectory(work)
        try harness.write(Array("[metadata]\nuserComment1=late".utf8), to: work + "/a.tif.metadata")
        try #require(rmdir(harness.raw + "/scan") == 0)
        harness.restart()
        harness.wait("archived") { _ in
            harness.isWorkEmpty && harness.files(below: harness.remote).contains("scan/a.tif.metadata")
        }
    }

    @Test("When its image was moved elsewhere, it is set aside")
    func movedImage() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("scan/a.tif", hasSidecar: false)
        harness.wait("archived") { $0.framesArchived == 1 }
        try Files.renameWithoutReplacing(harness.remote + "/scan", to: harness.root + "/elsewhere")
        try harness.write(Array("[metadata]\nuserComment1=late\n".utf8), to: harness.raw + "/scan/a.tif.metadata")
        harness.wait("set aside") { _ in
            harness.files(below: harness.state + "/quarantine").contains { $0.hasSuffix("a.tif.metadata") }
        }
    }
}
