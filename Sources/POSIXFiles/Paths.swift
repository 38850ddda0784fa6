/// Arithmetic on absolute paths; the file system is not asked.
///
/// **Isolation**: any thread.
public enum Paths {
    /// The last component.
    public static func base(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// All but the last component; `/` for names directly below the root, empty for a bare name.
    public static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Joins with exactly one slash; an empty `relative` gives `directory`.
    public static func join(_ directory: String, _ relative: String) -> String {
        if relative.isEmpty { return directory }
        if directory.isEmpty { return relative }
        return directory.hasSuffix("/") ? directory + relative : directory + "/" + relative
    }

    /// Removes empty and `.` components and resolves `..` by text; nil when it climbs above the root.
    public static func normalised(_ path: String) -> String? {
        var kept: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." {
                guard kept.popLast() != nil else { return nil }
            } else {
                kept.append(part)
            }
        }
        return "/" + kept.joined(separator: "/")
    }

    /// Whether `path` is `directory` or lies below it; both normalised.
    public static func contains(_ directory: String, _ path: String) -> Bool {
        directory == "/" || path == directory || path.hasPrefix(directory + "/")
    }

    /// What is left of `path` below `directory`, without a leading slash; nil when it does not lie below.
    public static func relative(_ path: String, below directory: String) -> String? {
        guard contains(directory, path) else { return nil }
        if path == directory { return "" }
        return String(path.dropFirst(directory == "/" ? 1 : directory.count + 1))
    }
}
