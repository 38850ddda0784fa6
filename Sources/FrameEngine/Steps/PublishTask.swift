import Glibc
import POSIXFiles

/// Gives many units their final names and syncs each directory once. Runs on the publisher's thread.
struct PublishTask: Sendable {
    enum Result: Sendable {
        /// All copies stand verified under their final names, durable if so configured.
        case stored(SourcePermission)
        case collision
        /// A part is gone; everything is to be written again.
        case vanished(String)
        case failed(StepFailure)
    }

    let unit: Int64
    let parts: VerifiedParts
    let directory: String
    let destination: String
    /// The file systems on which destinations are known to lie.
    let mounts: DestinationMounts

    static func run(
        _ tasks: [PublishTask], _ verification: EngineProperties.Verification, durable: Bool, _ mailbox: Mailbox
    ) {
        let named = tasks.map { ($0, Publisher.name($0.parts, durable: durable)) }
        FaultPoint.named.reach()
        var syncs = PathTable<POSIXError>()
        var directories = PathSet()
        for (task, outcome) in named where outcome == .named { directories.insert(task.directory) }
        for directory in directories where durable {
            do throws(POSIXError) { try Files.syncDirectory(directory) } catch { syncs[directory] = error }
        }
        // What has its name below a mount point whose file system went away is not in the archive. One thread serves one
        // destination.
        let missing = tasks.last.flatMap { $0.mounts.problem(of: $0.destination) }
        for (task, outcome) in named {
            let result = task.result(outcome, missing: missing, syncFailure: syncs[task.directory])
            mailbox.post { $0.published(task.unit, result) }
        }
    }

    private func result(_ outcome: Publisher.Outcome, missing: String?, syncFailure: POSIXError?) -> Result {
        switch outcome {
        case .collision: return .collision
        case .vanished(let part): return .vanished(part)
        case .failed(let error): return .failed(StepFailure(error))
        case .named: break
        }
        if let missing { return .failed(StepFailure(.inputOutput(ENODEV), missing)) }
        if let syncFailure { return .failed(StepFailure(syncFailure)) }
        do {
            return .stored(try Verifier.confirm(parts))
        } catch is VerificationError {
            // What lies under a name is not what was verified, nor a copy: the set goes on to other names.
            do throws(POSIXError) { try Publisher.takeBack(parts) } catch { return .failed(StepFailure(error)) }
            return .collision
        } catch {
            return .failed(StepFailure(error))
        }
    }
}
