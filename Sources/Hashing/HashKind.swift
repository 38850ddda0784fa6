/// Which hash function a checksum was made with, by the name that files and the ledger use.
public enum HashKind: String, Sendable, Codable, CaseIterable {
    /// XXH3 with 128 bits: fast, against accidents and not against intent.
    case xxh3 = "xxh3-128"
}
