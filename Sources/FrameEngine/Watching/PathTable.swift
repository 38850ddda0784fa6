/// A path as the kernel sees it: a string of bytes. Two spellings of the same letters (é as one character, or as e with
/// an accent) are two files, although Swift's strings call them equal.
struct PathKey: Hashable, Sendable {
    let path: String

    init(_ path: String) { self.path = path }

    static func == (one: PathKey, other: PathKey) -> Bool { one.path.utf8.elementsEqual(other.path.utf8) }

    func hash(into hasher: inout Hasher) {
        var path = path
        path.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// A dictionary by path.
struct PathTable<Value> {
    private var entries: [PathKey: Value] = [:]

    var keys: [String] { entries.keys.map(\.path) }
    var values: Dictionary<PathKey, Value>.Values { entries.values }

    subscript(path: String) -> Value? {
        get { entries[PathKey(path)] }
        _modify { yield &entries[PathKey(path)] }
    }

    @discardableResult
    mutating func removeValue(forKey path: String) -> Value? { entries.removeValue(forKey: PathKey(path)) }
    mutating func removeAll() { entries.removeAll() }
}

/// A set of paths.
struct PathSet {
    private var entries: Set<PathKey> = []

    func contains(_ path: String) -> Bool { entries.contains(PathKey(path)) }
    mutating func insert(_ path: String) { entries.insert(PathKey(path)) }
    @discardableResult
    mutating func remove(_ path: String) -> String? { entries.remove(PathKey(path))?.path }
    mutating func removeAll() { entries.removeAll() }
}
