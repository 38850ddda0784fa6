/// The content of a Tango property file: which devices a server has, and properties of devices, classes and attributes.
///
/// A value without I/O. Names are compared without case; the spelling of the file is kept.
///
/// **Source**: `Server/instance/DEVICE/Class: dev, …`, `CLASS/Class->Prop: …`, `CLASS/Class/attribute->prop: …`,
/// `domain/family/member->Prop: …`, `domain/family/member/attribute->prop: …`, `domain/family/member/PIPE/pipe->prop: …`,
/// `CLASS/Class/PIPE/pipe->prop: …`.
struct PropertyFile: Sendable, Equatable {
    /// The lines in order: what they are about, and their values.
    private(set) var entries: [Entry] = []
    /// Positions of entries, by object and name of the property, both in lower case.
    private var index: [String: [String: Int]] = [:]

    /// Comments and blank lines behind the last entry; while a file is read, those before the next one.
    var tail: [String] = []

    /// How the file ends its lines; an editor of another system shall find its own again.
    var lineBreak = "\n"

    struct Entry: Sendable {
        /// Left of the colon, in the spelling of the file.
        var key: String
        var values: [String]
        /// Comments and blank lines before it.
        var lead: [String] = []
        /// The lines as a person wrote them; nil when the server did.
        var lines: [String]?
    }

    /// An empty file.
    init() {}

    /// The values of a key; nil when it is not in the file.
    subscript(key: String) -> [String]? {
        get {
            let (object, name) = Self.folded(key)
            return index[object]?[name].map { entries[$0].values }
        }
        set {
            let (object, name) = Self.folded(key)
            if let position = index[object]?[name] {
                if let newValue {
                    guard entries[position].values != newValue else { return }
                    entries[position].values = newValue
                    entries[position].lines = nil
                } else {
                    remove(at: position)
                }
            } else if let newValue {
                index[object, default: [:]][name] = entries.count
                entries.append(Entry(key: key, values: newValue))
            }
        }
    }

    /// Everything that is configured of an object, by name in lower case: `a/b/c`, `a/b/c/attribute`, `CLASS/Name`.
    func properties(of object: String) -> [String: [String]] {
        (index[object.lowercased()] ?? [:]).mapValues { entries[$0].values }
    }

    /// The names of everything that is configured of an object, as they stand in the file.
    func names(of object: String) -> [String] {
        (index[object.lowercased()] ?? [:]).values.sorted().map { position in
            let key = entries[position].key
            return key.firstRange(of: "->").map { String(key[$0.upperBound...]) } ?? key
        }
    }

    /// The servers, `Program/instance`, that have devices.
    var servers: [String] {
        var found: [String] = []
        for entry in entries {
            let parts = entry.key.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 4, parts[2].lowercased() == "device", !entry.key.contains("->") else { continue }
            let name = "\(parts[0])/\(parts[1])"
            if !found.contains(name) { found.append(name) }
        }
        return found
    }

    /// Whether two files say the same in the same order.
    static func == (left: PropertyFile, right: PropertyFile) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.key == $1.key && $0.values == $1.values }
    }

    /// Notes how a person wrote the entry of a key, and what stands before it.
    mutating func keep(_ lines: [String], of key: String) {
        let (object, name) = Self.folded(key)
        guard let position = index[object]?[name] else { return }
        entries[position].lines = lines
        entries[position].lead += tail
        tail = []
    }

    /// Comments stay when what they stand before goes.
    private mutating func remove(at position: Int) {
        let lead = entries.remove(at: position).lead
        if position < entries.count {
            entries[position].lead = lead + entries[position].lead
        } else {
            tail = lead + tail
        }
        index = [:]
        for (position, entry) in entries.enumerated() {
            let (object, name) = Self.folded(entry.key)
            index[object, default: [:]][name] = position
        }
    }

    /// Object and name of the property; a line without an arrow, such as a list of devices, is all object.
    private static func folded(_ key: String) -> (object: String, name: String) {
        let key = key.lowercased()
        guard let arrow = key.firstRange(of: "->") else { return (key, "") }
        return (String(key[..<arrow.lowerBound]), String(key[arrow.upperBound...]))
    }
}

/// A line of a property file that cannot be understood.
struct PropertyFileError: Error, Equatable {
    var line: Int
    var problem: String
}
