import Glibc
import Hashing
import Ledger
import POSIXFiles
import Testing
import WorkerProtocol

@testable import FrameEngine

@Suite("Proofs that let a source be removed come from copies alone")
struct ProofTests {
    private let harness: EngineHarness
    private let source: SourceFile

    init() throws {
        harness = try EngineHarness(opens: false)
        let path = harness.root + "/a.tif"
        try harness.write(Array("the only copy".utf8), to: path)
        source = SourceFile(role: .image, path: path, identity: try #require(try FileStatus.of(path)).identity)
    }

    private func row(_ role: ArchiveFile.Role, _ path: String) throws -> ReplicaRow {
        ReplicaRow(
            role: role.rawValue, path: path, bytes: source.identity.size, hash: try ContentHash.of(file: path),
            hashKind: "xxh3-128")
    }

    @Test("No copies, no permission")
    func nothing() throws {
        #expect(throws: VerificationError.self) { try Verifier.confirm([ReplicaRow](), releasing: [source]) }
    }

    @Test("A copy of one file says nothing about another")
    func otherRole() throws {
        let copy = harness.root + "/copy"
        try harness.write(Array("the only copy".utf8), to: copy)
        let replica = try row(.sidecar, copy)
        #expect(throws: VerificationError.self) { try Verifier.confirm([replica], releasing: [source]) }
        let good = try row(.image, copy)
        #expect(try Verifier.confirm([good], releasing: [source]).permits(source.path, source.identity))
    }

    @Test("A second name of the source is no copy of it")
    func hardLink() throws {
        let second = harness.root + "/second.tif"
        #expect(link(source.path, second) == 0)
        let replica = try row(.image, second)
        #expect(throws: VerificationError.self) { try Verifier.confirm([replica], releasing: [source]) }
        #expect(throws: VerificationError.self) { try Verifier.confirm(copy: second, of: source) }
        #expect(throws: VerificationError.self) { try Verifier.confirm(copy: source.path, of: source) }
    }

    @Test("A file that took the place of the one that was read is read itself")
    func replaced() throws {
        let (part, final) = (harness.root + "/part", harness.root + "/final")
        try harness.write(Array("the only copy".utf8), to: part)
        let file = ArchiveFile(
            role: .image, part: part, final: final, bytes: source.identity.size,
            hash: try ContentHash.of(file: part))
        let parts = try Verifier.verify(parts: [file], of: [source], kept: [], .size)
        try harness.write(Array("the only COPY".utf8), to: final)
        #expect(throws: VerificationError.self) { try Verifier.confirm(parts) }
        #expect(remove(final) == 0)
        try Files.renameWithoutReplacing(part, to: final)
        #expect(try Verifier.confirm(parts).permits(source.path, source.identity))
    }

    @Test("A permission covers one spelling of a name, and one state of the file")
    func exact() throws {
        let copy = harness.root + "/copy"
        try harness.write(Array("the only copy".utf8), to: copy)
        let permission = try Verifier.confirm(copy: copy, of: source)
        #expect(permission.permits(source.path, source.identity))
        #expect(!permission.permits(source.path + "f", source.identity))
        var status = try #require(try FileStatus.of(copy))
        #expect(!permission.permits(source.path, status.identity))
        try harness.write(Array("the only copy!".utf8), to: source.path)
        status = try #require(try FileStatus.of(source.path))
        #expect(!permission.permits(source.path, status.identity))
    }

    // MARK: Comparisons

    /// A frame of 100,000 bytes and a copy that holds them behind a header of 10.
    private func writeImage(turned wordSize: Int = 1) throws -> (source: SourceFile, copy: String) {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let words = stride(from: 0, to: bytes.count, by: wordSize).flatMap { bytes[$0..<($0 + wordSize)].reversed() }
        let (path, copy) = (harness.root + "/image", harness.root + "/image.part")
        try harness.write(bytes, to: path)
        try harness.write([UInt8](repeating: 7, count: 10) + (wordSize == 1 ? bytes : words) + [9], to: copy)
        let identity = try #require(try FileStatus.of(path)).identity
        return (SourceFile(role: .image, path: path, identity: identity), copy)
    }

    @Test("A copy that holds its source is one, in either byte order", arguments: [1, 2, 4, 8])
    func holds(_ wordSize: Int) throws {
        let (source, copy) = try writeImage(turned: wordSize)
        let whole = KeptBytes(source: 0, image: 10, count: 100_000, wordSize: wordSize)
        #expect(try CopyComparison(copy, source, [whole]).run() == ContentHash.of(file: copy))
        try harness.write([1], to: source.path)
        #expect(throws: SourceChanged.self) { try CopyComparison(copy, source, [whole]).run() }
    }

    @Test(
        "What is told of a copy is not believed",
        arguments: [
            [], [KeptBytes(source: 0, image: 10, count: 80_000)], [KeptBytes(source: 0, image: 11, count: 100_000)],
            [KeptBytes(source: 0, image: 9, count: 100_000)], [KeptBytes(source: 0, image: 99_000, count: 100_000)],
            [KeptBytes(source: 0, image: 200_000, count: 100_000)],
            [KeptBytes(source: 0, image: 10, count: 50_000), KeptBytes(source: 0, image: 50_010, count: 50_000)],
            [KeptBytes(source: 0, image: 10, count: 200_000)], [KeptBytes(source: 0, image: -5, count: 100_000)],
            [KeptBytes(source: 0, image: .max, count: 100_000)], [KeptBytes(source: 0, image: 10, count: -1)],
            [KeptBytes(source: 0, image: 10, count: 100_000, wordSize: 0)],
            [KeptBytes(source: 0, image: 10, count: 100_000, wordSize: 2)],
        ])
    func claims(_ kept: [KeptBytes]) throws {
        let (source, copy) = try writeImage()
        #expect(throws: VerificationError.self) { try CopyComparison(copy, source, kept).run() }
    }

    @Test("Without a tale the copy has to be its source, byte for byte")
    func whole() throws {
        let (source, copy) = try writeImage()
        #expect(throws: VerificationError.self) { try CopyComparison(copy, source, nil).run() }
        try harness.write(try #require(harness.bytes(source.path)), to: copy)
        #expect(try CopyComparison(copy, source, nil).run() == ContentHash.of(file: copy))
    }

    // MARK: The names of a set

    private func resume(_ files: [ReplicaRow], mounts: DestinationMounts = DestinationMounts()) -> ResumeJob {
        ResumeJob(
            intended: files, destination: harness.remote, mounts: mounts, directory: harness.remote, unit: 7, epoch: 1,
            sources: [])
    }

    /// Writes the parts of a set of two; gives what the ledger says of them.
    private func writeParts() throws -> [ReplicaRow] {
        try [ArchiveFile.Role.image, .nexus].map { role in
            let part = harness.remote + "/" + WorkFiles.part(role, unit: 7, epoch: 1)
            try harness.write(Array("the only copy".utf8), to: part)
            var entry = try row(role, part)
            entry.path = harness.remote + (role == .image ? "/a.tif" : "/a.nxs")
            return entry
        }
    }

    @Test("Parts that were left get their names together, and what else was left goes")
    func together() throws {
        let rows = try writeParts()
        try harness.write([], to: harness.remote + "/" + WorkFiles.part(.image, unit: 7, epoch: 0))
        guard case .complete = resume(rows).run() else {
            Issue.record("not complete")
            return
        }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif"])
    }

    @Test("When one name of a set is somebody else's, none of it is given")
    func taken() throws {
        let rows = try writeParts()
        try harness.write(Array("mine".utf8), to: harness.remote + "/a.nxs")
        guard case .again = resume(rows).run() else {
            Issue.record("some name was given")
            return
        }
        #expect(harness.files(below: harness.remote) == ["a.nxs"])
    }

    @Test("Copies are not missed where their destination is not there or not mounted")
    func destinationComesLater() throws {
        let rows = try writeParts()
        var mounts = DestinationMounts()
        mounts.remember(harness.remote)
        guard case .failed(let problem) = resume(rows, mounts: mounts).run() else {
            Issue.record("looked at what lies below a mount point")
            return
        }
        #expect(problem.contains("not mounted"))
        #expect(harness.files(below: harness.remote).count == 2)
        let away = harness.root + "/away"
        try Files.renameWithoutReplacing(harness.remote, to: away)
        guard case .failed = resume(rows).run() else {
            Issue.record("missed copies without their destination")
            return
        }
        try Files.renameWithoutReplacing(away, to: harness.remote)
        guard case .complete = resume(rows).run() else {
            Issue.record("not complete")
            return
        }
    }
}
