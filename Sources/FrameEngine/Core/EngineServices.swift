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
    /// Renames, syncs and outcomes at the destination.
    let publisher: BatchThread<PublishTask>
    /// Everything else that may take its time: removals, copies to quarantine, questions to the ledger.
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
            let (verification, durable) = (properties.verification, properties.durable)
            publisher = try BatchThread(name: "publisher") { tasks in
                PublishTask.run(tasks, verification, durable: durable, mailbox)
            }
            chores = try BatchThread(name: "chores") { tasks in tasks.forEach { $0() } }
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

    /// Lets what runs end and closes everything.
    func close() {
        pool.close(within: .seconds(2))
        publisher.close()
        chores.close()
        ledger.close()
    }
}
