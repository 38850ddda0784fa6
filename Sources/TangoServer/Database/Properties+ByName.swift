import TangoClient

// Answers of the database, and of its cache, as the devices want them.

extension [String: [String]] {
    /// Those with one of the names, which may have any case; nil when the database must be asked for them.
    ///
    /// The MySQL database server packs texts in another encoding than its other answers have: what is not ASCII is of no
    /// use.
    func only(_ names: [String]) -> Self? {
        let wanted = Set(names.map { $0.lowercased() })
        let found = filter { wanted.contains($0.key) }
        return found.hasOnlyASCII ? found : nil
    }

    fileprivate var hasOnlyASCII: Bool {
        values.allSatisfy { $0.allSatisfy { text in text.utf8.allSatisfy { $0 < 0x80 } } }
    }
}

extension [String: [String: [String]]] {
    /// Those with one of the names, which may have any case; nil when the database must be asked for them.
    func only(_ names: [String]) -> Self? {
        let wanted = Set(names.map { $0.lowercased() })
        let found = filter { wanted.contains($0.key) }
        return found.values.allSatisfy(\.hasOnlyASCII) ? found : nil
    }
}

extension [Property] {
    /// Those that are set, by name in lower case.
    var byName: [String: [String]] {
        var found: [String: [String]] = [:]
        for property in self { found[property.name.lowercased()] = property.values }
        return found
    }
}

extension [AttributeProperties] {
    /// By attribute and property in lower case.
    var byName: [String: [String: [String]]] {
        var found: [String: [String: [String]]] = [:]
        for attribute in self { found[attribute.name.lowercased()] = attribute.properties.byName }
        return found
    }
}
