import EngineTesting
import Glibc
import POSIXFiles
import Testing
import WorkerProtocol

@testable import FrameEngine

@Suite("What lay in the raw directory before the server", .serialized, .timeLimit(.minutes(6)))
struct StartTests {
    private let rules = SettleRules(
        minFileSize: 9, minFileAge: 0.1, sidecarWait: 100, incompleteWait: 1, settlesOnClose: true)
    private let image = FileIdentity(device: 1, inode: 1, size: 10, modified: 1)
    private let text = FileIdentity(device: 1, inode: 2, size: 10, modified: 1)

    /// A whole frame and its sidecar, seen at 0 by a look at the directory and found to be good at 1.
    private func seen() -> FrameCandidate {
        var candidate = FrameCandidate(path: "/raw/a.tif", destination: "/archive", seen: 0)
        var (frame, sidecar) = (
            ObservedFile(image, at: 0, isReleased: false), ObservedFile(text, at: 0, isReleased: false)
        )
        frame.look(image, at: 1)
        sidecar.look(text, at: 1)
        (candidate.frame, candidate.sidecar) = (frame, ("/raw/a.tif.metadata", sidecar))
        candidate.answer(
            FrameExamination(incomplete: nil, geometry: nil, sidecar: .good), frame: image, sidecar: text, at: 1)
        return candidate
    }

    @Test(
        "A good sidecar is waited for when a program has it open, or the system does not tell", arguments: [true, nil])
    func undecided(hasWriter: Bool?) {
        var candidate = seen()
        #expect(candidate.next(rules, at: 1) == .seekWriter(sidecar: "/raw/a.tif.metadata"))
        candidate.sidecar?.file.found(hasWriter: hasWriter, text, at: 1)
        #expect(candidate.next(rules, at: 1) == .wait(until: 100))
        #expect(candidate.explanation.contains("may still write"))
        #expect(candidate.next(rules, at: 100) == .settle(sidecar: "/raw/a.tif.metadata"))
    }

    @Test("A good sidecar that no program has open is not waited for, unless it changed meanwhile")
    func closed() {
        var candidate = seen()
        candidate.sidecar?.file.found(hasWriter: false, text, at: 1)
        #expect(candidate.next(rules, at: 1) == .settle(sidecar: "/raw/a.tif.metadata"))
        candidate = seen()
        let other = FileIdentity(device: 1, inode: 2, size: 20, modified: 2)
        candidate.sidecar?.file.found(hasWriter: false, other, at: 1)
        #expect(candidate.next(rules, at: 1) == .wait(until: 1.1))
        candidate.sidecar?.file.look(other, at: 2)
        #expect(candidate.next(rules, at: 2) == .examine(sidecar: "/raw/a.tif.metadata"))
    }

    @Test("A frame with its sidecar goes on at once, and one without waits for it")
    func archived() throws {
        let harness = try EngineHarness(["SidecarWait": ["3600"]], opens: false)
        try harness.writeFrame("a.tif", seed: 1)
        try harness.writeFrame("scan/b.tif", seed: 2)
        try harness.writeFrame("c.tif", seed: 3, hasSidecar: false)
        harness.restart()
        harness.wait("archived") { $0.framesArchived == 2 }
        #expect(harness.files(below: harness.raw) == ["c.tif"])
        #expect(
            harness.files(below: harness.remote) == [
                "a.nxs", "a.tif", "a.tif.metadata", "scan/b.nxs", "scan/b.tif", "scan/b.tif.metadata",
            ])
    }

    @Test("A sidecar to which a program still writes is waited for, and delivered whole")
    func open() throws {
        let harness = try EngineHarness(["SidecarWait": ["3600"]], opens: false)
        try harness.writeFrame("a.tif", hasSidecar: false)
        let bytes = TestFrame().sidecar()
        let half = try #require(bytes.prefix(bytes.count / 2).lastIndex(of: UInt8(ascii: "\n"))) + 1
        let file = try FileDescriptor(opening: harness.raw + "/a.tif.metadata", for: .replace)
        try file.write(Array(bytes[..<half]))
        harness.restart()
        harness.wait("its sidecar is waited for") { _ in
            (try? harness.engine.explain("a.tif"))?.contains("may still write") == true
        }
        #expect(harness.engine.snapshot.framesFound == 0)
        try file.write(Array(bytes[half...]))
        try file.close()
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.bytes(harness.remote + "/a.tif.metadata") == bytes)
    }
}
