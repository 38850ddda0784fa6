internal import CSQLite
import Ledger

/// One connection with its prepared statements.
///
/// **Isolation**: one thread at a time; `Mutex` or a thread of its own guards it.
struct SQLiteConnection: ~Copyable {
    /// How to open.
    enum Access {
        /// Makes the file when it is missing.
        case readWrite
        /// For questions only.
        case readOnly
    }

    private let database: OpaquePointer
    private let path: String
    /// Kept for ever by their text, which therefore holds no values.
    private var statements: [String: OpaquePointer] = [:]

    var statementCount: Int { statements.count }

    init(path: String, access: Access) throws(LedgerError) {
        let flags =
            switch access {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        var opened: OpaquePointer?
        let result = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard result == SQLITE_OK, let opened else {
            let reason = String(cString: sqlite3_errstr(result))
            sqlite3_close_v2(opened)
            throw LedgerError(.unusable, "The ledger \(path) cannot be opened: \(reason).")
        }
        database = opened
        self.path = path
        sqlite3_busy_timeout(opened, 5_000)
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(database)
    }

    /// Runs statements that take and give nothing.
    mutating func execute(_ sql: String) throws(LedgerError) {
        let result = sqlite3_exec(database, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw error(result) }
    }

    /// Runs one prepared statement and gives the number of rows it changed.
    @discardableResult
    mutating func run(_ sql: String, _ values: [SQLiteValue] = []) throws(LedgerError) -> Int {
        try query(sql, values) { _ in }
        return Int(sqlite3_changes(database))
    }

    /// Runs one prepared statement and visits its rows.
    mutating func query(
        _ sql: String, _ values: [SQLiteValue] = [], row: (borrowing SQLiteRow) -> Void
    ) throws(LedgerError) {
        let statement = try prepared(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try bind(value, to: Int32(index + 1), of: statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: row(SQLiteRow(statement: statement))
            case SQLITE_DONE: return
            case let result: throw error(result)
            }
        }
    }

    /// The first value of the first row as a number, or nil.
    mutating func number(_ sql: String, _ values: [SQLiteValue] = []) throws(LedgerError) -> Int64? {
        var result: Int64?
        try query(sql, values) { if result == nil { result = $0.integer(0) } }
        return result
    }

    private mutating func prepared(_ sql: String) throws(LedgerError) -> OpaquePointer {
        if let known = statements[sql] { return known }
        var made: OpaquePointer?
        let result = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
        guard result == SQLITE_OK, let made else { throw error(result) }
        statements[sql] = made
        return made
    }

    private func bind(_ value: SQLiteValue, to index: Int32, of statement: OpaquePointer) throws(LedgerError) {
        let result =
            switch value {
            case .null: sqlite3_bind_null(statement, index)
            case .integer(let number): sqlite3_bind_int64(statement, index, number)
            case .real(let number): sqlite3_bind_double(statement, index, number)
            case .text(let text): csqlite_bind_text(statement, index, text, Int32(text.utf8.count))
            }
        guard result == SQLITE_OK else { throw error(result) }
    }

    private func error(_ result: Int32) -> LedgerError {
        let reason = String(cString: sqlite3_errmsg(database))
        if [SQLITE_CORRUPT, SQLITE_NOTADB].contains(result & 0xff) { return .damaged(path, reason) }
        let refused = [SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_ERROR, SQLITE_RANGE, SQLITE_MISUSE]
        return LedgerError(
            refused.contains(result & 0xff) ? .refused : .unusable, "The ledger \(path) does not work: \(reason).")
    }
}

extension LedgerError {
    /// What is broken is never written to: it may still be saved.
    fileprivate static func damaged(_ path: String, _ reason: String) -> LedgerError {
        LedgerError(
            .damaged,
            "The ledger \(path) is damaged: \(reason). It stays as it is. Stop the server, move it away together with its "
                + "-wal and -shm files, and start the server: it begins a new ledger, and frames that are on their way go "
                + "on. \"sqlite3 FILE .recover\" may save what the old one knew.")
    }
}

/// One row of an answer, valid during the visit only.
struct SQLiteRow: ~Copyable {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : sqlite3_column_int64(statement, column)
    }

    func real(_ column: Int32) -> Double? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : sqlite3_column_double(statement, column)
    }

    func text(_ column: Int32) -> String? { sqlite3_column_text(statement, column).map { String(cString: $0) } }
}
