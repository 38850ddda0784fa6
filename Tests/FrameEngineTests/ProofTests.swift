import Glibc
import Hashing
import Ledger
import POSIXFiles
import Testing

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
        let parts = try Verifier.verify(parts: [file], .size)
        try harness.write(Array("the only COPY".utf8), to: final)
        #expect(throws: VerificationError.self) { try Verifier.confirm(parts, releasing: [source]) }
        #expect(remove(final) == 0)
        try Files.renameWithoutReplacing(part, to: final)
        #expect(try Verifier.confirm(parts, releasing: [source]).permits(source.path, source.identity))
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
