import Glibc
import POSIXFiles

/// What a destination may be, and how its directory comes to be.
enum Destination {
    /// The absolute, normalised path of a destination as written. Looks at nothing: see ``misplacement(_:_:)``.
    ///
    /// **Throws**: ``EngineError/Code/invalidDirectory``.
    static func resolve(_ written: String, _ properties: EngineProperties) throws(EngineError) -> String {
        func refuse(_ reason: String) -> EngineError {
            EngineError(.invalidDirectory, "RemoteDir \"\(written)\" is refused: \(reason)")
        }
        guard !written.isEmpty else {
            throw refuse("it is empty. Give an absolute path, or one relative to RemoteRoot.")
        }
        let root = properties.remoteRoot.flatMap { Paths.normalised($0) }
        let absolute: String
        if Paths.isAbsolute(written) {
            absolute = written
        } else if let root {
            absolute = Paths.join(root, written)
        } else {
            throw refuse("it is relative and the property RemoteRoot is not set. Give an absolute path.")
        }
        guard let path = Paths.normalised(absolute) else { throw refuse("it climbs above the root directory.") }
        if let root, !Paths.contains(root, path) {
            throw refuse("it lies outside RemoteRoot (\(root)). Choose a directory below it.")
        }
        for (name, area) in areas(properties) where Paths.contains(area, path) {
            throw refuse("it lies inside \(name) (\(area)). Choose a directory elsewhere.")
        }
        return path
    }

    /// Where the directories really lie in which nothing may be delivered.
    static func realAreas(_ properties: EngineProperties) -> [String] { areas(properties).map { realPath($0.1) } }

    private static func areas(_ properties: EngineProperties) -> [(String, String)] {
        properties.workDirectories.compactMap { name, directory in Paths.normalised(directory).map { (name, $0) } }
    }

    /// Where a destination really lies although its path says otherwise, as a sentence; nil when all is well. May wait for
    /// the file system.
    static func misplacement(_ path: String, _ properties: EngineProperties) -> String? {
        let real = realPath(path)
        if let root = properties.remoteRoot.flatMap({ Paths.normalised($0) }), !Paths.contains(realPath(root), real) {
            return "RemoteDir \"\(path)\" is refused: \(real) lies outside RemoteRoot (\(root)). "
                + "Choose a directory below it."
        }
        for (name, area) in areas(properties) where Paths.contains(realPath(area), real) {
            return "RemoteDir \"\(path)\" is refused: \(real) lies inside \(name) (\(area)). "
                + "Choose a directory elsewhere."
        }
        return nil
    }

    /// Makes what is missing of a destination, as far as that is allowed, and checks that it can be written. Never touches
    /// what lies below a mount point whose file system is away.
    ///
    /// **Throws**: ``EngineError/Code/invalidDirectory``.
    static func prepare(
        _ path: String, _ properties: EngineProperties, _ mounts: DestinationMounts, creates: Bool = true
    ) throws(EngineError) {
        if let problem = mounts.problem(of: path) ?? misplacement(path, properties) {
            throw EngineError(.invalidDirectory, problem)
        }
        do {
            if let status = try FileStatus.following(path) {
                guard status.kind == .directory else { throw POSIXError("use", path, errorNumber: ENOTDIR) }
            } else if !creates {
                throw POSIXError("find", path, errorNumber: ENOENT)
            } else if let root = properties.remoteRoot.flatMap({ Paths.normalised($0) }), !Paths.areEqual(path, root) {
                // The root itself must exist: a root that is gone is a mount that is gone.
                guard try FileStatus.following(root) != nil else { throw missing(root, of: path) }
                try makeDirectories(path, properties)
            } else if Paths.areEqual(path, Paths.join(properties.stateDirectory, "archive")) {
                try makeDirectories(path, properties)
            } else if try FileStatus.following(Paths.directory(of: path)) == nil {
                throw missing(Paths.directory(of: path), of: path)
            } else if try Files.makeDirectory(path, mode: properties.directoryMode), properties.durable {
                try Files.syncDirectory(Paths.directory(of: path))
            }
            try Files.checkWritable(path)
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(
                .invalidDirectory,
                "RemoteDir \"\(path)\" cannot be used. \(error) Choose a directory that can be written.")
        }
    }

    /// Only the last directory is made, or what is below the root: above it a file system may be away.
    private static func missing(_ directory: String, of path: String) -> EngineError {
        EngineError(
            .invalidDirectory,
            "RemoteDir \"\(path)\" cannot be made: \(directory) is missing. Make or mount that, or choose another directory."
        )
    }

    private static func makeDirectories(_ path: String, _ properties: EngineProperties) throws(POSIXError) {
        for made in try Files.makeDirectories(path, mode: properties.directoryMode) where properties.durable {
            try Files.syncDirectory(Paths.directory(of: made))
        }
    }

    /// More links than this that lead to one another lead nowhere, as for the kernel.
    private static let mostLinks = 40

    /// The path with all links resolved; of what does not exist yet, as far as it exists. A link to what does not exist is
    /// resolved, too: that may be missing because a file system is.
    static func realPath(_ path: String, links: Int = mostLinks) -> String {
        var existing = path
        var rest: [String] = []
        while existing != "/" {
            if let resolved = realpath(existing, nil) {
                defer { free(resolved) }
                return rest.reversed().reduce(String(cString: resolved)) { Paths.join($0, $1) }
            }
            let (directory, base) = (Paths.directory(of: existing), Paths.base(of: existing))
            if links > 0, let text = (try? Files.linkText(existing)) ?? nil {
                let target = Paths.isAbsolute(text) ? text : Paths.join(realPath(directory, links: links - 1), text)
                guard let path = Paths.normalised(rest.reversed().reduce(target) { Paths.join($0, $1) }) else { break }
                return realPath(path, links: links - 1)
            }
            rest.append(base)
            existing = directory
        }
        return path
    }
}
