import Ledger
import POSIXFiles

/// Brings a database to the newest schema, one transaction per step.
enum SQLiteMigrator {
    private static var newest: Int { LedgerMigration.all.count }

    /// Looks at a file before anything is written to it, so that one that is not for this release stays as it is.
    static func check(_ path: String) throws(LedgerError) {
        // An empty file is a ledger that has just been begun.
        guard let status = try? FileStatus.following(path), status.identity.size > 0 else { return }
        var connection = try SQLiteConnection(path: path, access: .readOnly)
        _ = try appliedSteps(&connection, path)
    }

    static func migrate(_ connection: inout SQLiteConnection, path: String) throws(LedgerError) {
        let applied = try appliedSteps(&connection, path)
        for migration in LedgerMigration.all where !applied.contains(migration.version) {
            try apply(migration, to: &connection)
        }
    }

    /// Whoever only reads cannot bring a ledger up to date.
    static func checkIsCurrent(_ connection: inout SQLiteConnection, path: String) throws(LedgerError) {
        let applied = try appliedSteps(&connection, path)
        guard applied.count < newest else { return }
        throw LedgerError(
            .olderSchema,
            "The ledger \(path) has schema \(applied.max() ?? 0), this release reads \(newest): start the server of this "
                + "release once, which brings it up to date.")
    }

    /// The steps that a file has behind it; all are steps of this release.
    private static func appliedSteps(
        _ connection: inout SQLiteConnection, _ path: String
    ) throws(LedgerError) -> Set<Int> {
        let exists = "SELECT count(*) FROM sqlite_master WHERE type='table' AND name='schema_version'"
        guard try connection.number(exists) == 1 else { return [] }
        var applied: [Int: String] = [:]
        try connection.query("SELECT version, hash FROM schema_version") { row in
            applied[Int(row.integer(0) ?? 0)] = row.text(1) ?? ""
        }
        if let newer = applied.keys.max(), newer > newest {
            throw LedgerError(
                .newerSchema,
                "The ledger \(path) has schema \(newer), this release knows \(newest), so it stays as it is: use a newer "
                    + "release.")
        }
        for migration in LedgerMigration.all {
            guard let hash = applied[migration.version], hash != migration.hash else { continue }
            throw LedgerError(
                .newerSchema,
                "Schema step \(migration.version) of the ledger \(path) is not the one of this release, so it stays as it "
                    + "is: use the release that made it.")
        }
        return Set(applied.keys)
    }

    private static func apply(_ migration: LedgerMigration, to connection: inout SQLiteConnection) throws(LedgerError) {
        try connection.execute("BEGIN IMMEDIATE")
        do {
            let statements = migration.statements(
                id: "INTEGER", integer: "INTEGER", automatic: "INTEGER PRIMARY KEY AUTOINCREMENT")
            for statement in statements { try connection.execute(statement) }
            try connection.run(
                "INSERT INTO schema_version(version,hash,applied_us) VALUES(?,?,?)",
                [
                    .integer(Int64(migration.version)), .text(migration.hash),
                    .integer(LedgerID.microseconds()),
                ])
            try connection.execute("COMMIT")
        } catch {
            try? connection.execute("ROLLBACK")
            throw error
        }
    }
}
