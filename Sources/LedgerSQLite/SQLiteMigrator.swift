import Ledger

/// Brings a database to the newest schema, one transaction per step.
enum SQLiteMigrator {
    static func migrate(_ connection: inout SQLiteConnection, path: String) throws(LedgerError) {
        let exists = "SELECT count(*) FROM sqlite_master WHERE type='table' AND name='schema_version'"
        var applied: [Int: String] = [:]
        if try connection.number(exists) == 1 {
            try connection.query("SELECT version, hash FROM schema_version") { row in
                applied[Int(row.integer(0) ?? 0)] = row.text(1) ?? ""
            }
        }
        let newest = LedgerMigration.all.count
        if let newer = applied.keys.max(), newer > newest {
            throw LedgerError(
                .newerSchema,
                "The ledger \(path) has schema \(newer), this release knows \(newest): use a newer release.")
        }
        for migration in LedgerMigration.all {
            if let hash = applied[migration.version] {
                guard hash == migration.hash else {
                    throw LedgerError(
                        .newerSchema,
                        "Schema step \(migration.version) of the ledger \(path) is not the one of this release.")
                }
                continue
            }
            try apply(migration, to: &connection)
        }
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
