import Glibc
import Hashing
import Ledger
import POSIXFiles
import WorkerProtocol

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
    /// The very files that were read, in the same order.
    fileprivate let identities: [FileIdentity]
    /// What they are copies of.
    fileprivate let sources: [SourceFile]

    fileprivate init(_ files: [ArchiveFile], _ identities: [FileIdentity], _ sources: [SourceFile]) {
        self.files = files
        self.identities = identities
        self.sources = sources
    }

    /// Whether the very file that was read as a part has its final name, unchanged.
    func isNamed(_ file: ArchiveFile) throws(POSIXError) -> Bool {
        guard let index = files.firstIndex(of: file), let status = try FileStatus.of(file.final) else { return false }
        return status.identity == identities[index]
    }
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
    /// Reopens every part and checks identity, size and, if asked, the bytes read again: by hash, and against the
    /// sources, whatever a worker says of them.
    ///
    /// `kept` tells where the bytes of the frame stand in the image; a sidecar is copied whole.
    ///
    /// **Throws**: ``VerificationError``, ``SourceChanged``, `POSIXError`; a part that is gone is no fault of its frame.
    static func verify(
        parts: [ArchiveFile], of sources: [SourceFile], kept: [KeptBytes], _ mode: EngineProperties.Verification
    ) throws -> VerifiedParts {
        try checkCover(parts.map(\.role), of: sources)
        for part in parts.map(\.part) where try FileStatus.of(part) == nil {
            throw POSIXError("find the written", part, errorNumber: ENOENT)
        }
        let identities = try parts.map { part in
            guard mode == .hash, let source = sources.first(where: { $0.role == part.role }) else {
                return try check(part.part, bytes: part.bytes, hash: part.hash, mode)
            }
            let found = try check(part.part, bytes: part.bytes, hash: part.hash, .size)
            try checkIsCopy(part.part, found, of: [source])
            let comparison = try CopyComparison(part.part, source, part.role == .image ? kept : nil)
            try checkHash(try comparison.run(), part.hash, part.part)
            return found
        }
        return VerifiedParts(parts, identities, sources)
    }

    /// Checks the files under their final names. The permission covers the sources as they were when they were copied.
    ///
    /// The bytes were read as parts already, and a rename changes none: what lies under a name must be the file that was
    /// read. Another one, which was there before, is read.
    static func confirm(_ parts: VerifiedParts) throws -> SourcePermission {
        let sources = parts.sources
        for (file, read) in zip(parts.files, parts.identities) {
            let found = try check(file.final, bytes: file.bytes, hash: file.hash, .size)
            guard !isSame(found, read) else { continue }
            try check(file.final, bytes: file.bytes, hash: file.hash, .hash)
            try checkIsCopy(file.final, found, of: sources)
        }
        return SourcePermission(sources)
    }

    /// Reads copies that an earlier life of the server made. The permission covers the sources as the ledger knows them.
    ///
    /// **Throws**: ``VerificationError``, also when the ledger tells of no copy of a source.
    static func confirm(_ copies: [ReplicaRow], releasing sources: [SourceFile]) throws -> SourcePermission {
        try checkCover(copies.compactMap { ArchiveFile.Role(rawValue: $0.role) }, of: sources)
        for copy in copies {
            let found = try check(copy.path, bytes: copy.bytes, hash: copy.hash, .hash)
            try checkIsCopy(copy.path, found, of: sources)
        }
        return SourcePermission(sources)
    }

    /// No permission comes from nothing: each source must have a copy.
    private static func checkCover(_ roles: [ArchiveFile.Role], of sources: [SourceFile]) throws {
        if let bare = sources.first(where: { !roles.contains($0.role) }) {
            throw VerificationError(description: "No copy of \(bare.path) is known.")
        }
    }

    /// A second name of the source is no copy of it.
    private static func checkIsCopy(_ path: String, _ found: FileIdentity, of sources: [SourceFile]) throws {
        if let source = sources.first(where: { isSame(found, $0.identity) }) {
            throw VerificationError(description: "\(path) is no copy of \(source.path), but the same file.")
        }
    }

    private static func isSame(_ one: FileIdentity, _ other: FileIdentity) -> Bool {
        one.device == other.device && one.inode == other.inode
    }

    /// Compares a copy with its original byte for byte, by hash.
    ///
    /// **Throws**: ``SourceChanged`` when the original is not that file, before or after it was read.
    static func confirm(copy: String, of original: SourceFile) throws -> SourcePermission {
        guard let status = try FileStatus.of(copy), status.kind == .regular else {
            throw VerificationError(description: "\(copy) is no copy of \(original.path).")
        }
        try checkIsCopy(copy, status.identity, of: [original])
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

    @discardableResult
    private static func check(
        _ path: String, bytes: Int64, hash: String, _ mode: EngineProperties.Verification
    ) throws -> FileIdentity {
        guard let status = try FileStatus.of(path), status.kind == .regular else {
            throw VerificationError(description: "\(path) is missing after it was written.")
        }
        guard status.identity.size == bytes else {
            throw VerificationError(
                description: "\(path) has \(status.identity.size) bytes instead of \(bytes).")
        }
        guard mode == .hash else { return status.identity }
        try checkHash(try ContentHash.of(file: path), hash, path)
        return status.identity
    }

    private static func checkHash(_ found: String, _ hash: String, _ path: String) throws(VerificationError) {
        guard found == hash else {
            throw VerificationError(description: "\(path) reads back with hash \(found) instead of \(hash).")
        }
    }
}
