import EngineTesting
import FrameEngine
import Glibc
import POSIXFiles
import Testing

@Suite("What others do to a frame after it was taken", .serialized, .timeLimit(.minutes(6)))
struct WriterTests {
    /// Puts other pixels into a file that was kept open.
    private func rewrite(_ file: borrowing FileDescriptor) throws {
        #expect(lseek(file.rawValue, 0, SEEK_SET) == 0)
        try file.write(TestFrame(seed: 2).tiff())
    }

    /// Whether a delivered image has the pixels that were written last.
    private func isRewritten(_ name: String, _ harness: EngineHarness) -> Bool {
        let (pixels, bytes) = (TestFrame(seed: 2).pixels, harness.bytes(harness.remote + "/" + name) ?? [])
        return bytes.indices.dropLast(pixels.count - 1).contains { start in
            bytes[start..<(start + pixels.count)].elementsEqual(pixels)
        }
    }

    /// The only file of that name below a directory.
    private func place(_ name: String, below directory: String, in harness: EngineHarness) -> String? {
        harness.files(below: directory).first { $0.hasSuffix("/" + name) }.map { Paths.join(directory, $0) }
    }

    /// A frame that is whole, whose program goes on to hold it open.
    private func writeOpenFrame(_ harness: EngineHarness) throws -> FileDescriptor {
        let file = try FileDescriptor(opening: harness.raw + "/a.tif", for: .replace)
        try file.write(TestFrame(seed: 1).tiff())
        return file
    }

    @Test("A frame stays in the work area while its program may still write, and what it writes is archived too")
    func keptOpen() throws {
        let harness = try EngineHarness(["IncompleteWait": ["120"]])
        let file = try writeOpenFrame(harness)
        harness.wait("its copies stand, and it waits") { _ in
            (try? harness.engine.explain("a.tif"))?.contains("open for writing") == true
        }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif"])
        #expect(place("a.tif", below: harness.root + "/processed", in: harness) != nil)
        #expect(harness.engine.snapshot.framesArchived == 0)
        try rewrite(file)
        try file.close()
        harness.wait("both archived") { $0.framesArchived == 2 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.v2.nxs", "a.v2.tif"])
        #expect(isRewritten("a.v2.tif", harness) && !isRewritten("a.tif", harness))
    }

    @Test("A program that never closes its frame does not keep it for ever")
    func neverClosed() throws {
        let harness = try EngineHarness()
        let file = try writeOpenFrame(harness)
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        try file.close()
    }

    @Test("What is written between two steps is archived", arguments: ["02_merge_data", "03_finalize"])
    func between(_ plugin: String) throws {
        let harness = try EngineHarness(["IncompleteWait": ["120"]])
        try harness.engine.setPlugin(plugin, enabled: false)
        let file = try writeOpenFrame(harness)
        harness.wait("taken") { _ in harness.files(below: harness.raw).isEmpty }
        try rewrite(file)
        try file.close()
        try harness.engine.setPlugin(plugin, enabled: true)
        harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(isRewritten("a.tif", harness))
    }

    /// What may lie under the name of a frame without being one.
    enum Impostor: CaseIterable, Sendable { case link, pipe }

    @Test("What took the place of a frame is never followed nor waited for", arguments: Impostor.allCases)
    func impostor(_ impostor: Impostor) throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin("01_prepare_raw", enabled: false)
        try harness.writeFrame("a.tif", hasSidecar: false)
        harness.wait("found") { $0.framesFound == 1 }
        let secret = harness.root + "/secret"
        try harness.write(TestFrame(seed: 5).tiff(), to: secret)
        #expect(remove(harness.raw + "/a.tif") == 0)
        switch impostor {
        case .link: #expect(symlink(secret, harness.raw + "/a.tif") == 0)
        case .pipe: #expect(mkfifo(harness.raw + "/a.tif", 0o600) == 0)
        }
        try harness.engine.setPlugin("01_prepare_raw", enabled: true)
        harness.wait("lost") { $0.framesFailed == 1 }
        try harness.writeFrame("b.tif", seed: 2)
        harness.wait("the next one") { $0.framesArchived == 1 }
        #expect(harness.files(below: harness.remote) == ["b.nxs", "b.tif", "b.tif.metadata"])
        harness.wait("given back") { _ in (try? FileStatus.of(harness.raw + "/a.tif"))?.kind == .other }
    }

    @Test("A sidecar whose frame was taken away is kept")
    func widow() throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin("02_merge_data", enabled: false)
        try harness.writeFrame("a.tif")
        let temp = harness.root + "/temp"
        harness.wait("taken") { _ in harness.files(below: temp).count == 2 }
        let frame = try #require(place("a.tif", below: temp, in: harness))
        #expect(remove(frame) == 0)
        try harness.engine.setPlugin("02_merge_data", enabled: true)
        let snapshot = harness.wait("lost") { $0.framesFailed == 1 }
        #expect(snapshot.lastError.contains("a.tif"))
        harness.wait("its sidecar is set aside") { _ in
            place("a.tif.metadata", below: harness.state + "/quarantine", in: harness) != nil && harness.isWorkEmpty
        }
    }

    @Test("A recipe that was removed is made again")
    func recipe() throws {
        let harness = try EngineHarness()
        try harness.engine.setPlugin("03_finalize", enabled: false)
        try harness.writeFrame("a.tif")
        let processed = harness.root + "/processed"
        harness.wait("processed") { _ in place(".framewatch-recipe", below: processed, in: harness) != nil }
        let recipe = try #require(place(".framewatch-recipe", below: processed, in: harness))
        #expect(remove(recipe) == 0)
        try harness.engine.setPlugin("03_finalize", enabled: true)
        let snapshot = harness.wait("archived") { $0.framesArchived == 1 && harness.isWorkEmpty }
        #expect(snapshot.framesFailed == 0)
    }

    @Test("Frames may have any name, also those that the server's own files once had")
    func ownNames() throws {
        let harness = try EngineHarness(["FramePatterns": ["*"]])
        for name in ["recipe", "recipe.part", "copy.part"] { try harness.writeFrame(name) }
        try harness.write(Array("no image, but longer than nine bytes".utf8), to: harness.raw + "/bad.part")
        harness.wait("all ended") { $0.framesArchived == 3 && $0.framesFailed == 1 && harness.isWorkEmpty }
        #expect(harness.files(below: harness.remote).count == 9)
        #expect(place("bad.part", below: harness.state + "/quarantine", in: harness) != nil)
    }
}
