import Glibc
import POSIXFiles
import WorkerProtocol
import Workers

/// Makes the recipe of a claimed frame and moves the set to where it waits for archiving. Runs on a worker's thread.
struct MergeJob: Sendable {
    enum Outcome: Sendable {
        /// The set lies in this directory.
        case merged(directory: String, spilledRecipe: String?, MergeOutcome)
        /// The files are not those that were looked at: their writers had not let go of them.
        case changed(SourceIdentities)
        /// The image is gone.
        case lost
        case failed(StepFailure)
    }

    let task: UnitTask
    let processedDirectory: String
    /// Where the recipe goes when the RAM disk is full: what is on it must get out, or nothing ever makes room.
    let spill: String
    let durable: Bool
    /// False for the last attempt: whatever a sidecar does to the workers that read it, its image is archived.
    let parsesSidecar: Bool

    func run(_ client: WorkerClient) -> Outcome {
        do {
            let identities = try task.look()
            guard identities.frame != nil else { return .lost }
            guard identities == task.identities else { return .changed(identities) }
            let part = Paths.join(task.work, WorkFiles.recipePart)
            try Files.unlink(spill, with: PartPermission())
            try makeRoom(part)
            if let outcome = try merge(client, into: part) {
                FaultPoint.merged.reach()
                try Files.renameWithoutReplacing(part, to: recipe)
                return .merged(directory: try moveToProcessed(), spilledRecipe: nil, outcome)
            }
            try Files.unlink(part, with: PartPermission())
            try Files.makeDirectories(Paths.directory(of: spill))
            guard let outcome = try merge(client, into: spill) else {
                throw POSIXError("write", spill, errorNumber: ENOSPC)
            }
            return .merged(directory: try moveToProcessed(), spilledRecipe: spill, outcome)
        } catch is SourceChanged {
            // A verdict about bytes that changed meanwhile says nothing.
            return (try? task.look()).map { .changed($0) } ?? .failed(.passing("\(task.name) cannot be looked at."))
        } catch {
            return .failed(StepFailure(error))
        }
    }

    private var recipe: String { Paths.join(task.work, WorkFiles.recipe) }

    /// Nil when there is no room.
    private func merge(_ client: WorkerClient, into part: String) throws -> MergeOutcome? {
        let request = MergeRequest(
            frame: task.frame, sidecar: task.sidecar, parsesSidecar: parsesSidecar, frameName: task.name,
            recipePart: part,
            // The recipe can be made again: syncing it saves nothing.
            durable: false)
        let reply = try client.request(.merge(request), within: .seconds(60))
        guard try task.look() == task.identities else { throw SourceChanged() }
        switch reply {
        case .merged(let outcome): return outcome
        case .failed(let failure):
            let failure = StepFailure(failure)
            if failure.kind == .inputOutput(ENOSPC) { return nil }
            throw failure
        default: throw StepFailure.internalFault("A worker answered a merge with something else.")
        }
    }

    /// A recipe of an earlier attempt is overwritten: it can always be made again.
    private func makeRoom(_ part: String) throws(POSIXError) {
        try Files.unlink(part, with: PartPermission())
        if try FileStatus.of(recipe) != nil { try Files.renameWithoutReplacing(recipe, to: part) }
    }

    private func moveToProcessed() throws(POSIXError) -> String {
        let target = Paths.join(processedDirectory, String(task.id))
        guard !Paths.areEqual(task.work, target) else { return target }
        try Files.renameWithoutReplacing(task.work, to: target)
        FaultPoint.processed.reach()
        return target
    }
}
