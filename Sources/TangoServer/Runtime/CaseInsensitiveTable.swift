/// Finds elements by a name whose case does not matter, without making a lower-case copy of the question.
///
/// Names on the wire are ASCII; only ASCII letters are folded.
struct CaseInsensitiveTable<Element: Sendable>: Sendable {
    private var buckets: [[Entry]]
    private(set) var elements: [Element] = []

    private struct Entry: Sendable {
        let name: String
        let index: Int
    }

    /// A table of `elements`, each under its `name`.
    init(_ elements: [Element], name: (Element) -> String) {
        var size = 8
        while size < elements.count * 2 { size *= 2 }
        buckets = Array(repeating: [], count: size)
        self.elements = elements
        for (index, element) in elements.enumerated() {
            let name = name(element)
            buckets[Self.hash(name) & (size - 1)].append(Entry(name: name, index: index))
        }
    }

    /// The element called `name` in any case.
    subscript(_ name: String) -> Element? { index(of: name).map { elements[$0] } }

    /// The position of the element called `name` in any case.
    func index(of name: String) -> Int? {
        for entry in buckets[Self.hash(name) & (buckets.count - 1)] where Self.same(entry.name, name) {
            return entry.index
        }
        return nil
    }

    private static func fold(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    private static func hash(_ name: String) -> Int {
        let fast = name.utf8.withContiguousStorageIfAvailable { bytes in
            var hash: UInt32 = 2_166_136_261
            for byte in bytes { hash = (hash ^ UInt32(fold(byte))) &* 16_777_619 }
            return Int(hash)
        }
        return fast ?? hash(String(decoding: Array(name.utf8), as: UTF8.self))
    }

    private static func same(_ left: String, _ right: String) -> Bool {
        let answer = left.utf8.withContiguousStorageIfAvailable { left in
            right.utf8.withContiguousStorageIfAvailable { right in
                guard left.count == right.count else { return false }
                for index in left.indices where fold(left[index]) != fold(right[index]) { return false }
                return true
            }
        }
        return (answer ?? nil) ?? (left.lowercased() == right.lowercased())
    }
}
