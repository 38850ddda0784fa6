import Glibc
import POSIXFiles

/// The names of the files that the server makes for a unit on its way. All are hidden, so that none is ever the name of a
/// frame; those that end in `.part` may be removed at any time.
enum WorkFiles {
    static let recipe = "\(PartPermission.prefix)recipe"
    static let recipePart = recipe + PartPermission.suffix
    /// A copy in the quarantine. A short name: the file's own may be as long as names can be.
    static let copyPart = "\(PartPermission.prefix)copy\(PartPermission.suffix)"
    static let reasonPart = "\(PartPermission.prefix)reason\(PartPermission.suffix)"

    /// Tells where the files of a work directory come from and go to, for a server whose ledger does not know them. A
    /// link, since its text is written with its name in one call.
    static let origin = "\(PartPermission.prefix)origin\(PartPermission.suffix)"

    /// Leaves word of where a unit comes from; what cannot be written down is found in the ledger alone.
    static func markOrigin(in work: String, directory: String, destination: String) {
        try? Files.makeLink(Paths.join(work, origin), text: "\(directory)/\(destination)")
    }

    /// The directory below the raw directory and the destination of what lies in a work directory, as far as is known.
    static func origin(of work: String) -> (directory: String, destination: String)? {
        guard let text = try? Files.linkText(Paths.join(work, origin)) else { return nil }
        let bytes = Array(text.utf8)
        let slash = UInt8(ascii: "/")
        guard let split = bytes.indices.dropLast().first(where: { bytes[$0] == slash && bytes[$0 + 1] == slash }) else {
            return nil
        }
        let parts = [bytes[..<split], bytes[(split + 1)...]].map { String(decoding: $0, as: UTF8.self) }
        guard let directory = Paths.normalised("/" + parts[0]), let destination = Paths.normalised(parts[1]) else {
            return nil
        }
        return (Paths.dropPrefix("/", of: directory), destination)
    }

    /// Whether a name is one that only the server gives.
    static func isOwn(_ name: String) -> Bool { Paths.hasPrefix(name, PartPermission.prefix) }

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

    /// Removes what servers left unfinished of a unit in its destination. A server of a later epoch may be at work there:
    /// what it writes is its own.
    static func removeParts(of unit: Int64, upTo epoch: Int = .max, in directory: String) throws(POSIXError) {
        guard try FileStatus.following(directory) != nil else { return }
        let prefix = partPrefix(unit: unit)
        for entry in try DirectoryListing.entries(of: directory)
        where Paths.hasPrefix(entry.name, prefix) && Paths.hasSuffix(entry.name, PartPermission.suffix) {
            let digits = entry.name.utf8.dropFirst(prefix.utf8.count).prefix { $0 != UInt8(ascii: "-") }
            guard (Int(String(decoding: digits, as: UTF8.self)) ?? 0) <= epoch else { continue }
            try Files.unlink(Paths.join(directory, entry.name), with: PartPermission())
        }
    }

    /// Puts a file of a work directory back to where it was found; whoever emptied that directory meanwhile may have
    /// removed it, too. What now has its name is not replaced: the file then stays. One that is gone is fine.
    ///
    /// **Throws**: `EISDIR` for a directory, whose files would pass for new ones; else the failure of `mkdir` or `rename`.
    static func giveBack(_ path: String, to directory: String) throws(POSIXError) {
        guard let status = try FileStatus.of(path) else { return }
        guard status.kind != .directory else { throw POSIXError("put back", path, errorNumber: EISDIR) }
        try Files.makeDirectories(directory)
        try Files.renameWithoutReplacing(path, to: Paths.join(directory, Paths.base(of: path)))
    }

    /// Puts the files of these names back, and removes their work directory, in which nothing else may lie. One that has to
    /// stay keeps no other from going back.
    ///
    /// **Throws**: the first failure; the work directory then stays with what is in it.
    static func giveBack(_ names: [String], in work: String, to directory: String) throws(POSIXError) {
        var failure: POSIXError?
        for name in names {
            do throws(POSIXError) {
                try giveBack(Paths.join(work, name), to: directory)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        try dropRecipe(in: work)
        try removeDirectory(work)
    }

    /// Removes a work directory that holds nothing but the server's own files.
    static func removeDirectory(_ work: String) throws(POSIXError) {
        try Files.unlink(Paths.join(work, origin), with: PartPermission())
        try Files.removeDirectory(work)
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
