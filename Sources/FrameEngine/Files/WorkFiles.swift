/// The names of a unit's files on its way.
enum WorkFiles {
    static let recipe = "recipe"
    static let recipePart = "recipe.part"

    /// Written in the destination directory, hidden; unit and epoch tell one attempt from another, also when a worker
    /// of an earlier server is still writing.
    static func part(_ role: ArchiveFile.Role, unit: Int64, epoch: Int) -> String {
        ".framewatch-\(unit)-\(epoch)-\(role.rawValue).part"
    }
}
