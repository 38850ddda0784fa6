/// One numbered step of the schema, with a hash that tells a changed step from the one that was applied.
public struct LedgerMigration: Sendable {
    /// From 1, without gaps.
    public let version: Int
    /// Statements separated by `;`. `{id}`, `{int}` and `{auto}` stand for the types of the database.
    public let sql: String

    /// FNV-1a of the text: tells a step that was edited after it had been applied.
    public var hash: String {
        let value = sql.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(value, radix: 16)
    }

    /// The statements for one database.
    public func statements(id: String, integer: String, automatic: String) -> [String] {
        sql.split(separator: ";").map { statement in
            var text = statement.split(separator: "{id}", omittingEmptySubsequences: false).joined(separator: id)
            text = text.split(separator: "{int}", omittingEmptySubsequences: false).joined(separator: integer)
            return text.split(separator: "{auto}", omittingEmptySubsequences: false).joined(separator: automatic)
        }.filter { $0.contains { !$0.isWhitespace } }
    }

    /// All steps, in order.
    public static let all = [
        LedgerMigration(version: 1, sql: LedgerSchema.first),
        LedgerMigration(version: 2, sql: LedgerSchema.mountPoints),
        LedgerMigration(version: 3, sql: LedgerSchema.identities),
    ]
}
