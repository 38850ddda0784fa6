import Hashing
import POSIXFiles

/// A copy that does not hold what it should.
struct VerificationError: Error, CustomStringConvertible {
    let description: String
}

/// A file that is to become part of the archive.
struct ArchiveFile: Sendable, Equatable {
    enum Role: String, Sendable {
        case image, sidecar, nexus
    }

    let role: Role
    /// Where it was written.
    let part: String
    /// Where it belongs.
    let final: String
    let bytes: Int64
    let hash: String
}

/// Copies that were read again and are what they should be; only ``Verifier`` makes it.
struct VerifiedParts: Sendable {
    let files: [ArchiveFile]
    fileprivate init(_ files: [ArchiveFile]) { self.files = files }
}

/// A source that is not the file any more that was copied.
struct SourceChanged: Error {}

/// Permits the removal of the sources of copies that stand verified; only ``Verifier`` makes it. It covers the very
/// files that were copied: one that was replaced or written to since is not covered.
struct SourcePermission: UnlinkPermission, Sendable {
    private let sources: [SourceFile]
    fileprivate init(_ sources: [SourceFile]) { self.sources = sources }

    /// Covers nothing.
    static let none = SourcePermission([])

    func joined(with other: SourcePermission) -> SourcePermission { SourcePermission(sources + other.sources) }

    func permits(_ path: String, _ identity: FileIdentity) -> Bool {
        sources.contains { $0.identity == identity && $0.path.utf8.elementsEqual(path.utf8) }
    }
}

/// Looks whether copies are what they should be, and alone makes the proofs of it.
enum Verifier {
    /// Reopens every part and checks identity, size and, if asked, the hash of the bytes read again.
    ///
    /// **Throws**: ``VerificationError``, `POSIXError`.
    static func verify(parts: [ArchiveFile], _ mode: EngineProperties.Verification) throws -> VerifiedParts {
        for file in parts { try check(file.part, bytes: file.bytes, hash: file.hash, mode) }
        return VerifiedParts(parts)
    }

    /// Checks the files under their final names. The permission covers the sources as they were when they were copied.
    ///
    /// The bytes were read as parts already; a rename changes none. So here it is enough that name and size are right,
    /// unless the files come from an earlier life of the server.
    static func confirm(
        _ files: [(path: String, bytes: Int64, hash: String)], _ mode: EngineProperties.Verification,
        releasing sources: [SourceFile]
    ) throws -> SourcePermission {
        for file in files { try check(file.path, bytes: file.bytes, hash: file.hash, mode) }
        return SourcePermission(sources)
    }

    /// Compares a copy with its original byte for byte, by hash.
    ///
    /// **Throws**: ``SourceChanged`` when the original is not that file, before or after it was read.
    static func confirm(copy: String, of original: SourceFile) throws -> SourcePermission {
        guard let status = try FileStatus.of(copy), status.kind == .regular,
            (status.identity.device, status.identity.inode) != (original.identity.device, original.identity.inode)
        else { throw VerificationError(description: "\(copy) is no copy of \(original.path).") }
        let hash = try ContentHash.of(file: original.path)
        guard try FileStatus.of(original.path)?.identity == original.identity else { throw SourceChanged() }
        guard try ContentHash.of(file: copy) == hash else {
            throw VerificationError(description: "The copy \(copy) differs from \(original.path).")
        }
        return SourcePermission([original])
    }

    /// Whether a file exists and holds these bytes.
    static func holds(_ path: String, bytes: Int64, hash: String) throws(POSIXError) -> Bool {
        guard let status = try FileStatus.of(path), status.kind == .regular, status.identity.size == bytes else {
            return false
        }
        return try ContentHash.of(file: path) == hash
    }

    private static func check(
        _ path: String, bytes: Int64, hash: String, _ mode: EngineProperties.Verification
    ) throws {
        guard let status = try FileStatus.of(path), status.kind == .regular else {
            throw VerificationError(description: "\(path) is missing after it was written.")
        }
        guard status.identity.size == bytes else {
            throw VerificationError(
                description: "\(path) has \(status.identity.size) bytes instead of \(bytes).")
        }
        guard mode == .hash else { return }
        let found = try ContentHash.of(file: path)
        guard found == hash else {
            throw VerificationError(description: "\(path) reads back with hash \(found) instead of \(hash).")
        }
    }
}
