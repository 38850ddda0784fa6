public import FrameTypes
public import Ledger
import Synchronization

/// Read-only questions to the file of a server, running or not.
///
/// **Isolation**: any thread.
public final class SQLiteLedgerReader: LedgerReading {
    private let reader: Mutex<SQLiteReader>

    /// Opens an existing file.
    ///
    /// **Throws**: ``LedgerError/Code/unusable``, ``LedgerError/Code/damaged``; ``LedgerError/Code/newerSchema`` and
    /// ``LedgerError/Code/olderSchema`` for one of another release.
    public init(path: String) throws(LedgerError) {
        var connection = try SQLiteConnection(path: path, access: .readOnly)
        try SQLiteMigrator.checkIsCurrent(&connection, path: path)
        let reader = SQLiteReader(connection)
        self.reader = Mutex(reader)
    }

    /// As ``LedgerReading/unfinished()``.
    public func unfinished() throws(LedgerError) -> [UnitRow] {
        try reader.withLock { reader throws(LedgerError) in try reader.unfinished() }
    }

    /// As ``LedgerReading/stores()``.
    public func stores() throws(LedgerError) -> [StoreRow] {
        try reader.withLock { reader throws(LedgerError) in try reader.stores() }
    }

    /// As ``LedgerReading/replicas(unit:)``.
    public func replicas(unit: Int64) throws(LedgerError) -> [ReplicaRow] {
        try reader.withLock { reader throws(LedgerError) in try reader.replicas(unit: unit) }
    }

    /// As ``LedgerReading/hasIntent(unit:step:)``.
    public func hasIntent(unit: Int64, step: String) throws(LedgerError) -> Bool {
        try reader.withLock { reader throws(LedgerError) in try reader.hasIntent(unit: unit, step: step) }
    }

    /// As ``LedgerReading/frames(named:limit:)``.
    public func frames(named name: String, limit: Int) throws(LedgerError) -> [FrameRecord] {
        try reader.withLock { reader throws(LedgerError) in try reader.frames(named: name, limit: limit) }
    }

    /// As ``LedgerReading/frames(in:limit:)``.
    public func frames(in state: UnitState?, limit: Int) throws(LedgerError) -> [FrameRecord] {
        try reader.withLock { reader throws(LedgerError) in try reader.frames(in: state, limit: limit) }
    }

    /// As ``LedgerReading/counts()``.
    public func counts() throws(LedgerError) -> [UnitState: Int] {
        try reader.withLock { reader throws(LedgerError) in try reader.counts() }
    }

    /// As ``LedgerReading/greatestID()``.
    public func greatestID() throws(LedgerError) -> Int64 {
        try reader.withLock { reader throws(LedgerError) in try reader.greatestID() }
    }
}
