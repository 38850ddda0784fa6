/// The content of a Tango property file: which devices a server has, and properties of devices, classes and attributes.
///
/// A value without I/O. Names are compared without case; the spelling of the file is kept.
///
/// **Source**: `Server/instance/DEVICE/Class: dev, …`, `CLASS/Class->Prop: …`, `CLASS/Class/attribute->prop: …`,
/// `domain/family/member->Prop: …`, `domain/family/member/attribute->prop: …`.
struct PropertyFile: Sendable, Equatable {
    /// The lines in order: what they are about, and their values.
    private(set) var entries: [Entry] = []
    /// Positions of entries, by object and name of the property, both in lower case.
    private var index: [String: [String: Int]] = [:]

    struct Entry: Sendable, Equatable {
        /// Left of the colon, in the spelling of the file.
        var key: String
        var values: [String]
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
                    entries[position].values = newValue
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

    /// Whether two files say the same in the same order.
    static func == (left: PropertyFile, right: PropertyFile) -> Bool { left.entries == right.entries }

    private mutating func remove(at position: Int) {
        entries.remove(at: position)
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
