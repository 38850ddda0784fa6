/// Arithmetic on absolute paths; the file system is not asked. Everything goes by bytes, as in the kernel: Swift's own
/// comparisons go by letters, take two spellings of é for one, and join an accent to the slash before it.
///
/// **Isolation**: any thread.
public enum Paths {
    private static let slash = UInt8(ascii: "/")

    /// Whether two names are the same bytes.
    public static func areEqual(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }

    /// Whether a name begins with these bytes.
    public static func hasPrefix(_ path: String, _ prefix: String) -> Bool { path.utf8.starts(with: prefix.utf8) }

    /// Whether a name ends with these bytes.
    public static func hasSuffix(_ path: String, _ suffix: String) -> Bool {
        path.utf8.count >= suffix.utf8.count && path.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    /// A name without the bytes of a prefix that it has.
    public static func dropPrefix(_ prefix: String, of path: String) -> String {
        String(path[path.utf8.index(path.startIndex, offsetBy: prefix.utf8.count)...])
    }

    /// Whether a path begins at the root.
    public static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

    /// The last component.
    public static func base(of path: String) -> String {
        path.utf8.lastIndex(of: slash).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    /// All but the last component; `/` for names directly below the root, empty for a bare name.
    public static func directory(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: slash) else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Joins with exactly one slash; an empty `relative` gives `directory`.
    public static func join(_ directory: String, _ relative: String) -> String {
        if relative.isEmpty { return directory }
        if directory.isEmpty { return relative }
        return directory.utf8.last == slash ? directory + relative : directory + "/" + relative
    }

    /// Removes empty and `.` components and resolves `..` by text; nil when it climbs above the root.
    public static func normalised(_ path: String) -> String? {
        var kept: [String] = []
        for part in path.utf8.split(separator: slash).map({ String(Substring($0)) }) where part != "." {
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
        if directory.utf8.count == 1, directory.utf8.first == slash { return true }
        return areEqual(path, directory) || hasPrefix(path, directory + "/")
    }

    /// What is left of `path` below `directory`, without a leading slash; nil when it does not lie below.
    public static func relative(_ path: String, below directory: String) -> String? {
        guard contains(directory, path) else { return nil }
        if areEqual(path, directory) { return "" }
        return dropPrefix(directory.utf8.last == slash ? directory : directory + "/", of: path)
    }
}
