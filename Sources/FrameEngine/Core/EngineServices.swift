import Ledger
import LedgerSQLite
import Log
import POSIXFiles
import Workers

/// What the engine's thread uses while the state directory is open: made together, closed together.
final class EngineServices: Sendable {
    let ledger: LedgerWriter
    let reader: any LedgerReading
    let ids: LedgerID
    let pool: WorkerPool
    /// What may take its time away from the destinations: removals, copies to quarantine, questions to the ledger.
    let chores: BatchThread<@Sendable () -> Void>
    private let lock: DirectoryLock

    /// Opens everything.
    ///
    /// **Throws**: a sentence for the status.
    init(
        _ properties: EngineProperties, workerExecutable: String, mailbox: Mailbox
    ) throws(EngineError) {
        lock = try Self.lock(properties)
        ids = LedgerID()
        do {
            let store = try SQLiteLedger(
                path: properties.ledger, station: properties.stateDirectory, source: properties.rawDirectory,
                durable: properties.durable, ids: ids)
            ids.advance(beyond: try store.reader.greatestID())
            reader = store.reader
            ledger = try LedgerWriter(store) { error in mailbox.post { $0.ledgerHealthChanged(error) } }
            let logs = Paths.join(properties.stateDirectory, "workers")
            try Files.makeDirectories(logs)
            pool = WorkerPool(
                WorkerLaunch(executable: workerExecutable, logDirectory: logs), limit: properties.maxSubProcesses
            ) { mailbox.post { $0.workersChanged() } }
            chores = try BatchThread(name: "chores") { tasks in tasks.forEach { $0() } }
        } catch let error as LedgerError where error.code == .unusable {
            throw EngineError(
                .cannotRun,
                "\(error.message) The property Ledger says where it lies: make its directory, let the user of the server write "
                    + "there, and make room; the server goes on by itself.")
        } catch {
            throw EngineError(.cannotRun, "\(error)")
        }
    }

    private static func lock(_ properties: EngineProperties) throws(EngineError) -> DirectoryLock {
        do throws(POSIXError) {
            for made in try Files.makeDirectories(properties.stateDirectory) where properties.durable {
                try Files.syncDirectory(Paths.directory(of: made))
            }
            return try DirectoryLock(properties.stateDirectory)
        } catch {
            throw EngineError(
                .cannotRun,
                "The state directory \(properties.stateDirectory) cannot be used. \(error) "
                    + "If another server holds it, give this one its own StateDir.")
        }
    }

    /// Lets what runs end and closes everything; gives how many threads hang and were left behind.
    func close(within limit: Duration) -> Int {
        var left = pool.close(within: limit)
        if !chores.close(within: .seconds(2)) { left += 1 }
        ledger.close()
        // What was left behind may still hold these services.
        lock.release()
        return left
    }
}
