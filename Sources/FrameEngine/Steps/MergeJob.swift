import POSIXFiles
import WorkerProtocol
import Workers

/// Makes the recipe of a claimed frame and moves the set to where it waits for archiving. Runs on a worker's thread.
struct MergeJob: Sendable {
    enum Outcome: Sendable {
        /// The set lies in this directory.
        case merged(directory: String, MergeOutcome)
        /// The image is not the one that was looked at: its writer had not let go of it.
        case changed(FileIdentity)
        /// The image is gone.
        case lost
        case failed(StepFailure)
    }

    let task: UnitTask
    let processedDirectory: String
    let durable: Bool

    func run(_ client: WorkerClient) -> Outcome {
        do {
            guard let status = try FileStatus.of(task.frame) else { return .lost }
            if let known = task.identity, known != status.identity { return .changed(status.identity) }
            let part = Paths.join(task.work, WorkFiles.recipePart)
            try makeRoom(part)
            let request = MergeRequest(
                frame: task.frame, sidecar: task.sidecar, frameName: task.name, recipePart: part,
                // The recipe lies beside the frame on the RAM disk and can be made again: syncing it saves nothing.
                durable: false)
            switch try client.request(.merge(request), within: .seconds(60)) {
            case .merged(let outcome):
                try Files.renameWithoutReplacing(part, to: task.recipe)
                return .merged(directory: try moveToProcessed(), outcome)
            case .failed(let failure): return .failed(StepFailure(failure))
            default: return .failed(.internalFault("A worker answered a merge with something else."))
            }
        } catch {
            return .failed(StepFailure(error))
        }
    }

    /// A recipe of an earlier attempt is overwritten: it can always be made again.
    private func makeRoom(_ part: String) throws(POSIXError) {
        try Files.unlink(part, with: PartPermission())
        if try FileStatus.of(task.recipe) != nil { try Files.renameWithoutReplacing(task.recipe, to: part) }
    }

    private func moveToProcessed() throws(POSIXError) -> String {
        let target = Paths.join(processedDirectory, String(task.id))
        guard task.work != target else { return target }
        try Files.renameWithoutReplacing(task.work, to: target)
        return target
    }
}
