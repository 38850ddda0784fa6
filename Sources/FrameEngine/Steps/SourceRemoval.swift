import POSIXFiles

/// Empties the work directory of a frame whose copies stand. Runs on the thread for chores.
struct SourceRemoval: Sendable {
    let task: UnitTask

    /// Removes what the permission covers. Anything else is newer than the copies, since its writer came back after
    /// all: it returns to where it was found and is looked at anew.
    ///
    /// Gives a sentence when something had to stay; then it is tried again.
    func run(_ permission: SourcePermission) -> String? {
        do throws(POSIXError) {
            try WorkFiles.dropRecipe(in: task.work)
            if Paths.hasSuffix(task.recipe, ".part") { try Files.unlink(task.recipe, with: PartPermission()) }
            guard try FileStatus.of(task.work) != nil else { return nil }
            for entry in try DirectoryListing.entries(of: task.work) {
                let path = Paths.join(task.work, entry.name)
                guard let status = try FileStatus.of(path) else { continue }
                if permission.permits(path, status.identity) {
                    try Files.unlink(path, with: permission)
                } else {
                    try giveBack(path)
                }
            }
            try Files.removeDirectory(task.work)
            return nil
        } catch {
            return error.description
        }
    }

    private func giveBack(_ path: String) throws(POSIXError) {
        try Files.makeDirectories(task.rawDirectory)
        try Files.renameWithoutReplacing(path, to: Paths.join(task.rawDirectory, Paths.base(of: path)))
    }
}
