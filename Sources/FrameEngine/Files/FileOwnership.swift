import Glibc
import POSIXFiles

/// Owner and mode of what is archived.
struct FileOwnership: Sendable, Equatable {
    var user: UInt32?
    var group: UInt32?
    var fileMode: UInt32?
    var directoryMode: UInt32?

    /// Looks the names up. **Throws**: a problem that names the property.
    init(_ properties: EngineProperties) throws(PropertyProblem) {
        fileMode = properties.fileMode
        directoryMode = properties.directoryMode
        guard let owner = properties.fileOwner else { return }
        let parts = owner.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let problem = PropertyProblem(
            property: "FileOwner", value: owner, allowed: "a known user, user:group or :group, by name or number")
        if let name = parts.first, !name.isEmpty {
            guard let number = UInt32(name) ?? getpwnam(name).map({ $0.pointee.pw_uid }) else { throw problem }
            user = number
        }
        if parts.count > 1, !parts[1].isEmpty {
            guard let number = UInt32(parts[1]) ?? getgrnam(parts[1]).map({ $0.pointee.gr_gid }) else { throw problem }
            group = number
        }
    }

    /// Applies owner and mode to a file that nobody else sees yet.
    func apply(to part: String) throws(POSIXError) {
        if user != nil || group != nil { try Files.setOwner(user: user, group: group, of: part) }
        if let fileMode { try Files.setMode(fileMode, of: part) }
    }

    /// Makes directories below an existing root with the owner and mode asked for; gives those that were made.
    func makeDirectories(_ path: String) throws(POSIXError) -> [String] {
        let made = try Files.makeDirectories(path, mode: directoryMode)
        if user != nil || group != nil {
            for directory in made { try Files.setOwner(user: user, group: group, of: directory) }
        }
        return made
    }
}
