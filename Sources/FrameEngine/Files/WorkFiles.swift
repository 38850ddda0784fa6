import POSIXFiles

/// The names of a unit's files on its way.
enum WorkFiles {
    static let recipe = "recipe"
    static let recipePart = "recipe.part"

    /// Where recipes go for which the RAM disk has no room; what an earlier server left there is made again.
    static func spilledRecipes(_ stateDirectory: String) -> String { Paths.join(stateDirectory, "recipes") }

    static func spilledRecipe(unit: Int64, _ stateDirectory: String) -> String {
        Paths.join(spilledRecipes(stateDirectory), "\(unit).part")
    }

    /// Written in the destination directory, hidden; unit and epoch tell one attempt from another, also when a worker
    /// of an earlier server is still writing.
    static func part(_ role: ArchiveFile.Role, unit: Int64, epoch: Int) -> String {
        "\(partPrefix(unit: unit))\(epoch)-\(role.rawValue).part"
    }

    /// How the names of all parts of a unit begin, under whatever epoch.
    static func partPrefix(unit: Int64) -> String { ".framewatch-\(unit)-" }

    /// Removes the recipe of a frame that is done with; it can always be made again.
    static func dropRecipe(in work: String) throws(POSIXError) {
        let (recipe, part) = (Paths.join(work, Self.recipe), Paths.join(work, recipePart))
        try Files.unlink(part, with: PartPermission())
        guard try FileStatus.of(recipe) != nil else { return }
        try Files.renameWithoutReplacing(recipe, to: part)
        try Files.unlink(part, with: PartPermission())
    }
}
