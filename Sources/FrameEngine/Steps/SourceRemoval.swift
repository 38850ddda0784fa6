import POSIXFiles

/// Removes the work files of an archived frame. Runs on the thread for chores.
struct SourceRemoval: Sendable {
    let task: UnitTask
    /// Where the frame was found.
    let rawPath: String

    /// Gives a sentence when something had to stay.
    func run(_ permission: SourcePermission) -> String? {
        do throws(POSIXError) {
            if let status = try FileStatus.of(task.frame), let known = task.identity, known != status.identity {
                // Its writer came back after all: what it wrote is a frame of its own.
                try Files.renameWithoutReplacing(task.frame, to: rawPath)
            }
            for source in task.sources { try Files.unlink(source, with: permission) }
            try Files.removeDirectory(task.work)
            return nil
        } catch {
            return error.description
        }
    }
}
