import EngineTesting
import FrameEngine
import Ledger
import LedgerSQLite
import POSIXFiles
import Testing

@Suite("Final names", .serialized, .timeLimit(.minutes(6)))
struct NameTests {
    @Test("Names that look the same but have other bytes are two frames")
    func spellings() throws {
        let harness = try EngineHarness()
        let (one, two) = ("Prob\u{e9}.tif", "Probe\u{301}.tif")
        try harness.writeFrame(one, seed: 1)
        try harness.writeFrame(two, seed: 2)
        harness.wait("both archived") { $0.framesArchived == 2 && harness.isWorkEmpty }
        #expect(harness.bytes(harness.remote + "/" + one) != harness.bytes(harness.remote + "/" + two))
        #expect(harness.files(below: harness.remote).count == 6)
    }

    @Test("The same frame again is adopted, another of the same name becomes a version of all three")
    func collision() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a.tif", seed: 1)
        harness.wait("first") { $0.framesArchived == 1 }
        try harness.writeFrame("a.tif", seed: 1)
        harness.wait("the same") { $0.framesArchived == 2 }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.tif.metadata"])
        try harness.writeFrame("a.tif", seed: 2)
        harness.wait("another") { $0.framesArchived == 3 }
        try harness.writeFrame("a.tif", seed: 3)
        harness.wait("a third") { $0.framesArchived == 4 }
        #expect(
            harness.files(below: harness.remote) == [
                "a.nxs", "a.tif", "a.tif.metadata", "a.v2.nxs", "a.v2.tif", "a.v2.tif.metadata", "a.v3.nxs",
                "a.v3.tif", "a.v3.tif.metadata",
            ])
        #expect(harness.isWorkEmpty)
    }

    @Test("One foreign file in the way moves all three")
    func foreignName() throws {
        let harness = try EngineHarness()
        try harness.write(Array("mine".utf8), to: harness.remote + "/a.nxs")
        try harness.writeFrame("a.tif")
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(
            harness.files(below: harness.remote) == ["a.nxs", "a.v2.nxs", "a.v2.tif", "a.v2.tif.metadata"])
        #expect(harness.bytes(harness.remote + "/a.nxs") == Array("mine".utf8))
    }

    @Test(
        "Two extensions of one stem do not share a NeXus file", arguments: [["x.tif", "x.tiff"], ["x.tiff", "x.tif"]])
    func twoExtensions(_ order: [String]) throws {
        let harness = try EngineHarness()
        try harness.writeFrame(order[0], seed: 1)
        harness.wait("first") { $0.framesArchived == 1 }
        try harness.writeFrame(order[1], seed: 2)
        harness.wait("second") { $0.framesArchived == 2 }
        let files = harness.files(below: harness.remote)
        #expect(files.contains("x.tif") && files.contains("x.tiff") && files.contains("x.nxs"))
        #expect(files.contains("\(order[1]).nxs"))
        #expect(files.count == 6)
    }

    @Test("Two spellings of one letter are two destinations and two directories")
    func spellingsOfPlaces() throws {
        let harness = try EngineHarness()
        let (one, other) = (harness.root + "/caf\u{e9}", harness.root + "/cafe\u{301}")
        for (index, destination) in [one, other].enumerated() {
            try harness.engine.setRemoteDirectory(destination)
            #expect(Paths.areEqual(harness.engine.snapshot.remoteDirectory, destination))
            for (number, directory) in ["caf\u{e9}", "cafe\u{301}", "\u{301}"].enumerated() {
                try harness.writeFrame("\(directory)/a.tif", seed: UInt64(10 * index + number))
            }
            harness.wait("archived") { $0.framesArchived == 3 * (index + 1) }
            #expect(harness.files(below: destination).count == 9)
        }
        #expect(harness.files(below: harness.remote).isEmpty)
        #expect(harness.isWorkEmpty)
        harness.engine.close()
        let reader = try SQLiteLedgerReader(path: harness.state + "/ledger.sqlite")
        let roots = try reader.stores().map(\.root)
        #expect(roots.filter { Paths.areEqual($0, one) }.count == 1)
        #expect(roots.filter { Paths.areEqual($0, other) }.count == 1)
        #expect(try reader.frames(named: other + "/cafe\u{301}/a.tif", limit: 9).count == 1)
    }

    @Test("Retakes of one name in a burst are all kept")
    func burst() throws {
        let harness = try EngineHarness()
        for seed in 1...6 {
            try harness.writeFrame("a.tif", seed: UInt64(seed))
            harness.wait("taken") { _ in harness.files(below: harness.raw).isEmpty }
        }
        harness.wait("archived") { $0.framesArchived == 6 }
        #expect(harness.files(below: harness.remote).count == 18)
    }
}
