import POSIXFiles

/// The names of the files that the server makes for a unit on its way. All are hidden, so that none is ever the name of a
/// frame; those that end in `.part` may be removed at any time.
enum WorkFiles {
    static let recipe = "\(PartPermission.prefix)recipe"
    static let recipePart = recipe + PartPermission.suffix
    /// A copy in the quarantine. A short name: the file's own may be as long as names can be.
    static let copyPart = "\(PartPermission.prefix)copy\(PartPermission.suffix)"
    static let reasonPart = "\(PartPermission.prefix)reason\(PartPermission.suffix)"

    /// Where recipes go for which the RAM disk has no room; what an earlier server left there is made again.
    static func spilledRecipes(_ stateDirectory: String) -> String { Paths.join(stateDirectory, "recipes") }

    static func spilledRecipe(unit: Int64, _ stateDirectory: String) -> String {
        Paths.join(spilledRecipes(stateDirectory), "\(partPrefix(unit: unit))recipe\(PartPermission.suffix)")
    }

    /// Written in the destination directory, hidden; unit and epoch tell one attempt from another, also when a worker
    /// of an earlier server is still writing.
    static func part(_ role: ArchiveFile.Role, unit: Int64, epoch: Int) -> String {
        "\(partPrefix(unit: unit))\(epoch)-\(role.rawValue)\(PartPermission.suffix)"
    }

    private static func partPrefix(unit: Int64) -> String { "\(PartPermission.prefix)\(unit)-" }

    /// Removes what servers left unfinished of a unit in its destination, under whatever epoch.
    static func removeParts(of unit: Int64, in directory: String) throws(POSIXError) {
        guard try FileStatus.following(directory) != nil else { return }
        let prefix = partPrefix(unit: unit)
        for entry in try DirectoryListing.entries(of: directory)
        where Paths.hasPrefix(entry.name, prefix) && Paths.hasSuffix(entry.name, PartPermission.suffix) {
            try Files.unlink(Paths.join(directory, entry.name), with: PartPermission())
        }
    }

    /// Removes the recipe of a frame that is done with; it can always be made again.
    static func dropRecipe(in work: String) throws(POSIXError) {
        let (recipe, part) = (Paths.join(work, Self.recipe), Paths.join(work, recipePart))
        try Files.unlink(part, with: PartPermission())
        guard try FileStatus.of(recipe) != nil else { return }
        try Files.renameWithoutReplacing(recipe, to: part)
        try Files.unlink(part, with: PartPermission())
    }
}
