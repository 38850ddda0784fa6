public import FrameTypes

/// A database that holds the ledger; written by one thread only.
public protocol LedgerWriting: Sendable {
    /// Writes batches in order in one transaction and makes it durable as configured. A batch that breaks a rule of the
    /// schema is left out whole and its error returned in its place; the others stand.
    ///
    /// **Throws**: ``LedgerError/Code/unusable``; then nothing was written.
    func write(_ batches: [[LedgerChange]]) throws(LedgerError) -> [LedgerError?]
}

/// Questions to a ledger; may run beside the writer, also in another process.
public protocol LedgerReading: Sendable {
    /// Units on which work remains, oldest first.
    func unfinished() throws(LedgerError) -> [UnitRow]
    /// The destinations that were used.
    func stores() throws(LedgerError) -> [StoreRow]
    /// Final paths intended or made for a unit.
    func replicas(unit: Int64) throws(LedgerError) -> [ReplicaRow]
    /// Whether an operation of a step was intended and not done.
    func hasIntent(unit: Int64, step: String) throws(LedgerError) -> Bool
    /// The newest units that a name means: an id, a path in the raw directory or in an archive, or a base name.
    func frames(named name: String, limit: Int) throws(LedgerError) -> [FrameRecord]
    /// The newest units, newest first, optionally in one state.
    func frames(in state: UnitState?, limit: Int) throws(LedgerError) -> [FrameRecord]
    /// Units per state.
    func counts() throws(LedgerError) -> [UnitState: Int]
    /// The greatest row number in use; 0 when there is none.
    func greatestID() throws(LedgerError) -> Int64
}
