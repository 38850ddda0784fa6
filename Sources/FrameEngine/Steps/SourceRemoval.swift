import POSIXFiles

/// Empties the work directory of a frame whose copies stand. Runs on the thread for chores.
struct SourceRemoval: Sendable {
    enum Outcome: Sendable, Equatable {
        /// Nothing of it is left in the work area.
        case removed
        /// A program has one of the files open for writing, and may be about to write.
        case open(String)
        /// Something had to stay; it is tried again.
        case failed(String)
    }

    let task: UnitTask
    /// Whether files that a program has open for writing stay until it closes them.
    var waitsForWriters = true

    /// Removes what the permission covers. Anything else is newer than the copies, since its writer came back after
    /// all: it returns to where it was found and is looked at anew.
    func run(_ permission: SourcePermission) -> Outcome {
        do throws(POSIXError) {
            try WorkFiles.dropRecipe(in: task.work)
            if Paths.hasSuffix(task.recipe, PartPermission.suffix) {
                try Files.unlink(task.recipe, with: PartPermission())
            }
            guard try FileStatus.of(task.work) != nil else { return .removed }
            let names = try DirectoryListing.entries(of: task.work).map(\.name).filter { !WorkFiles.isOwn($0) }
            let paths = names.map { Paths.join(task.work, $0) }
            if waitsForWriters, let path = try openFile(paths, permission) { return .open(path) }
            for path in paths {
                try remove(path, permission)
                FaultPoint.halfReleased.reach()
            }
            try WorkFiles.removeDirectory(task.work)
            FaultPoint.released.reach()
            return .removed
        } catch {
            return .failed(error.description)
        }
    }

    /// Nobody but a program that has it open still reaches a file here: once there is none, its bytes stay as they are.
    private func openFile(_ paths: [String], _ permission: SourcePermission) throws(POSIXError) -> String? {
        for path in paths {
            guard let status = try FileStatus.of(path), permission.permits(path, status.identity) else { continue }
            if try Files.hasWriter(path) == true { return path }
        }
        return nil
    }

    private func remove(_ path: String, _ permission: SourcePermission) throws(POSIXError) {
        guard let status = try FileStatus.of(path) else { return }
        if permission.permits(path, status.identity) {
            try Files.unlink(path, with: permission)
        } else {
            try WorkFiles.giveBack(path, to: task.rawDirectory)
        }
    }
}
