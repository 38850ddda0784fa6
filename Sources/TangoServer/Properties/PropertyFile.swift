/// The content of a Tango property file: which devices a server has, and properties of devices, classes and attributes.
///
/// A value without I/O. Names are compared without case; the spelling of the file is kept.
///
/// **Source**: `Server/instance/DEVICE/Class: dev, …`, `CLASS/Class->Prop: …`, `CLASS/Class/attribute->prop: …`,
/// `domain/family/member->Prop: …`, `domain/family/member/attribute->prop: …`.
struct PropertyFile: Sendable, Equatable {
    /// The lines in order: what they are about, and their values.
    private(set) var entries: [Entry] = []
    private var index: [String: Int] = [:]

    struct Entry: Sendable, Equatable {
        /// Left of the colon, in the spelling of the file.
        var key: String
        var values: [String]
    }

    /// An empty file.
    init() {}

    /// The values of a key; nil when it is not in the file.
    subscript(key: String) -> [String]? {
        get { index[key.lowercased()].map { entries[$0].values } }
        set {
            let folded = key.lowercased()
            if let position = index[folded] {
                if let newValue {
                    entries[position].values = newValue
                } else {
                    entries.remove(at: position)
                    index = [:]
                    for (position, entry) in entries.enumerated() { index[entry.key.lowercased()] = position }
                }
            } else if let newValue {
                index[folded] = entries.count
                entries.append(Entry(key: key, values: newValue))
            }
        }
    }

    /// Everything that is configured of an object, by name in lower case: `a/b/c`, `a/b/c/attribute`, `CLASS/Name`.
    func properties(of object: String) -> [String: [String]] {
        let prefix = object.lowercased() + "->"
        var found: [String: [String]] = [:]
        for entry in entries where entry.key.lowercased().hasPrefix(prefix) {
            found[String(entry.key.lowercased().dropFirst(prefix.count))] = entry.values
        }
        return found
    }
}

/// A line of a property file that cannot be understood.
struct PropertyFileError: Error, Equatable {
    var line: Int
    var problem: String
}
