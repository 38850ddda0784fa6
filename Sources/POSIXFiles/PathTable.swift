/// A path as the kernel sees it: a string of bytes. Two spellings of the same letters (é as one character, or as e with
/// an accent) are two files, although Swift's strings call them equal.
public struct PathKey: Hashable, Sendable {
    /// The path as it was given.
    public let path: String

    /// Makes a key.
    public init(_ path: String) { self.path = path }

    /// Compares bytes.
    public static func == (one: PathKey, other: PathKey) -> Bool { Paths.areEqual(one.path, other.path) }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) {
        var path = path
        path.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// A dictionary by path.
public struct PathTable<Value>: Sequence {
    private var entries: [PathKey: Value] = [:]

    /// Makes an empty table.
    public init() {}

    /// The paths, in no order.
    public var keys: [String] { entries.keys.map(\.path) }
    /// The values, in no order.
    public var values: Dictionary<PathKey, Value>.Values { entries.values }
    /// Whether nothing is in it.
    public var isEmpty: Bool { entries.isEmpty }

    /// The value of a path; nil when there is none.
    public subscript(path: String) -> Value? {
        get { entries[PathKey(path)] }
        _modify { yield &entries[PathKey(path)] }
    }

    /// Paths with their values, in no order.
    public func makeIterator() -> AnyIterator<(key: String, value: Value)> {
        var rest = entries.makeIterator()
        return AnyIterator { rest.next().map { (key: $0.key.path, value: $0.value) } }
    }

    /// Removes a path and gives its value.
    @discardableResult
    public mutating func removeValue(forKey path: String) -> Value? { entries.removeValue(forKey: PathKey(path)) }

    /// Removes everything.
    public mutating func removeAll() { entries.removeAll() }
}

extension PathTable: Sendable where Value: Sendable {}

/// A set of paths.
public struct PathSet: Sequence, Sendable, Equatable {
    private var entries: Set<PathKey> = []

    /// Makes an empty set.
    public init() {}

    /// Whether nothing is in it.
    public var isEmpty: Bool { entries.isEmpty }

    /// Whether exactly this path is in it.
    public func contains(_ path: String) -> Bool { entries.contains(PathKey(path)) }

    /// Adds a path.
    public mutating func insert(_ path: String) { entries.insert(PathKey(path)) }

    /// Removes a path and gives it when it was there.
    @discardableResult
    public mutating func remove(_ path: String) -> String? { entries.remove(PathKey(path))?.path }

    /// The paths, in no order.
    public func makeIterator() -> AnyIterator<String> {
        var rest = entries.makeIterator()
        return AnyIterator { rest.next()?.path }
    }

    /// Removes everything.
    public mutating func removeAll() { entries.removeAll() }
}
