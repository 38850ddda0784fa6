public import Ledger
import Synchronization

/// The ledger in one SQLite file with a write-ahead log: one connection writes, another answers questions.
///
/// **Isolation**: any thread; ``write(_:)`` is meant for one thread.
public final class SQLiteLedger: LedgerWriting {
    private let writer: Mutex<SQLiteWriter>
    /// Answers questions, beside the writer.
    public let reader: SQLiteLedgerReader

    /// Opens or makes the file and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - path: absolute path, on durable storage that is no network file system.
    ///   - station: name of this server instance.
    ///   - source: what the frames come from, such as the raw directory.
    ///   - durable: every commit survives a power loss.
    ///   - ids: makes row numbers.
    ///
    /// **Throws**: ``LedgerError/Code/unusable``; ``LedgerError/Code/damaged`` and ``LedgerError/Code/newerSchema``,
    /// with the file as it was.
    public init(path: String, station: String, source: String, durable: Bool, ids: LedgerID) throws(LedgerError) {
        try SQLiteMigrator.check(path)
        var connection = try SQLiteConnection(path: path, access: .readWrite)
        try connection.execute("PRAGMA journal_mode=WAL")
        try connection.execute("PRAGMA synchronous=\(durable ? "FULL" : "NORMAL")")
        try connection.execute("PRAGMA foreign_keys=ON")
        try SQLiteMigrator.migrate(&connection, path: path)
        let writer = try SQLiteWriter(connection, station: station, source: source, ids: ids)
        self.writer = Mutex(writer)
        reader = try SQLiteLedgerReader(path: path)
    }

    /// How many statements the writer keeps, for tests.
    var statementCount: Int { writer.withLock { $0.statementCount } }

    /// As ``LedgerWriting/write(_:)``.
    public func write(_ batches: [[LedgerChange]]) throws(LedgerError) -> [LedgerError?] {
        try writer.withLock { writer throws(LedgerError) in try writer.write(batches) }
    }
}
