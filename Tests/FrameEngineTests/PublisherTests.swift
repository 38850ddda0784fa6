import Glibc
import Hashing
import POSIXFiles
import Testing

@testable import FrameEngine

@Suite("A set of files has all its names or none")
struct PublisherTests {
    private let harness: EngineHarness
    private let parts: VerifiedParts

    init() throws {
        harness = try EngineHarness(opens: false)
        let harness = harness
        let files = try [ArchiveFile.Role.image, .sidecar].map { role in
            // Each in a directory of its own, so that one can be lost.
            _ = try Files.makeDirectory("\(harness.root)/\(role.rawValue)")
            let part = "\(harness.root)/\(role.rawValue)/part"
            try harness.write(Array("of the \(role.rawValue)".utf8), to: part)
            return ArchiveFile(
                role: role, part: part, final: harness.root + "/a.\(role.rawValue)",
                bytes: try #require(try FileStatus.of(part)).identity.size, hash: try ContentHash.of(file: part))
        }
        parts = try Verifier.verify(parts: files, of: [], kept: [], .size)
    }

    private var image: ArchiveFile { parts.files[0] }
    private var sidecar: ArchiveFile { parts.files[1] }

    private func exists(_ path: String) throws -> Bool { try FileStatus.of(path) != nil }

    @Test("A name that is taken gives the others back", arguments: [false, true])
    func collision(_ isNamedBefore: Bool) throws {
        try harness.write(Array("of somebody else".utf8), to: sidecar.final)
        if isNamedBefore { try Files.renameWithoutReplacing(image.part, to: image.final) }
        #expect(Publisher.name(parts, durable: false) == .collision(sidecar.final))
        #expect(try exists(image.part) && !exists(image.final))
    }

    @Test("What cannot be given back is tried again, before the set goes on to other names")
    func failure() throws {
        try harness.write(Array("of somebody else".utf8), to: sidecar.final)
        try Files.renameWithoutReplacing(image.part, to: image.final)
        let place = harness.root + "/image"
        #expect(rmdir(place) == 0)
        guard case .failed = Publisher.name(parts, durable: false) else {
            Issue.record("the name that could not be taken back was forgotten")
            return
        }
        #expect(try exists(image.final))
        _ = try Files.makeDirectory(place)
        #expect(Publisher.name(parts, durable: false) == .collision(sidecar.final))
        #expect(try exists(image.part) && !exists(image.final))
    }

    @Test("The name of another file stays")
    func foreign() throws {
        for file in parts.files { try harness.write(Array("of somebody else".utf8), to: file.final) }
        #expect(Publisher.name(parts, durable: false) == .collision(image.final))
        #expect(try exists(image.final) && exists(image.part))
    }
}
