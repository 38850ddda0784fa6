import Glibc
import POSIXFiles

/// Copies the files of a bad frame into the state directory, with the reason beside them. Runs on the thread for chores.
struct QuarantineJob: Sendable {
    let unit: Int64
    /// Absolute paths; those that are gone are left out.
    let sources: [String]
    /// Directory of this unit in the quarantine.
    let directory: String
    let reason: String

    enum Outcome: Sendable {
        /// The copies stand and are verified; the originals may go.
        case kept([(path: String, permission: SourcePermission)])
        /// No file was left to keep.
        case nothing
        case failed(String)
    }

    func run() -> Outcome {
        do {
            try Files.makeDirectories(directory)
            var kept: [(String, SourcePermission)] = []
            for source in sources where try FileStatus.of(source) != nil {
                kept.append((source, try keep(source)))
            }
            // What an earlier attempt has copied and removed is kept all the same.
            if kept.isEmpty, try DirectoryListing.entries(of: directory).isEmpty {
                try Files.removeDirectory(directory)
                return .nothing
            }
            try write("reason.txt", Array("\(reason)\n".utf8))
            try Files.syncDirectory(directory)
            try Files.syncDirectory(Paths.directory(of: directory))
            return .kept(kept)
        } catch {
            return .failed("\(error)")
        }
    }

    private func keep(_ source: String) throws -> SourcePermission {
        let target = Paths.join(directory, Paths.base(of: source))
        if try FileStatus.of(target) == nil {
            // A short name: the file's own may be as long as names can be.
            let part = Paths.join(directory, "copy.part")
            try FileCopy.copy(source, to: part)
            try Files.renameWithoutReplacing(part, to: target)
        }
        return try Verifier.confirm(copy: target, of: source)
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws(POSIXError) {
        let part = Paths.join(directory, name + ".part")
        let file = try FileDescriptor(opening: part, for: .replace)
        try file.write(bytes)
        try file.sync()
        let target = Paths.join(directory, name)
        if try FileStatus.of(target) != nil {
            try Files.unlink(part, with: PartPermission())
        } else {
            try Files.renameWithoutReplacing(part, to: target)
        }
    }
}
