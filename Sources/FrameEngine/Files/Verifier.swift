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

/// Permits the removal of the sources of copies that stand verified under their final names; only ``Verifier`` makes it.
struct SourcePermission: UnlinkPermission, Sendable {
    private let sources: [String]
    fileprivate init(_ sources: [String]) { self.sources = sources }

    func permits(_ path: String) -> Bool { sources.contains(path) }
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

    /// Checks the files under their final names, and that their sources are still what was copied.
    ///
    /// The bytes were read as parts already; a rename changes none. So here it is enough that name and size are right,
    /// unless the files come from an earlier life of the server.
    static func confirm(
        _ files: [(path: String, bytes: Int64, hash: String)], _ mode: EngineProperties.Verification,
        releasing sources: [String]
    ) throws -> SourcePermission {
        for file in files { try check(file.path, bytes: file.bytes, hash: file.hash, mode) }
        return SourcePermission(sources)
    }

    /// Compares a copy with its original byte for byte, by hash.
    static func confirm(copy: String, of original: String) throws -> SourcePermission {
        guard try ContentHash.of(file: copy) == ContentHash.of(file: original) else {
            throw VerificationError(description: "The copy \(copy) differs from \(original).")
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
