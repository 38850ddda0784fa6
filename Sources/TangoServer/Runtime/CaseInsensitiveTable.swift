/// Finds elements by a name whose case does not matter, without making a lower-case copy of the question.
///
/// Names on the wire are ASCII; only ASCII letters are folded. A table never changes; it is an object so that a request can
/// hold it with one reference.
final class CaseInsensitiveTable<Element: Sendable>: Sendable {
    let elements: [Element]
    /// The folded name of each element, so that only the question is folded.
    private let names: [[UInt8]]
    /// Places of elements, found by hash; an element whose place is taken lies behind it. At least half are empty.
    private let places: [Place]

    private struct Place: Sendable {
        let hash: UInt32
        /// The position of the element; negative where there is none.
        let index: Int32
    }

    /// A table of `elements`, each under its `name`; of two with one name the first counts.
    init(_ elements: [Element], name: (Element) -> String) {
        var size = 8
        while size < elements.count * 2 { size *= 2 }
        var places = Array(repeating: Place(hash: 0, index: -1), count: size)
        self.elements = elements
        names = elements.map { name($0).utf8.map(Self.fold) }
        for (index, name) in names.enumerated() {
            let hash = name.withUnsafeBufferPointer(Self.hash)
            var place = Int(hash) & (size - 1)
            while places[place].index >= 0 { place = (place + 1) & (size - 1) }
            places[place] = Place(hash: hash, index: Int32(index))
        }
        self.places = places
    }

    /// The element called `name` in any case.
    subscript(_ name: String) -> Element? { index(of: name).map { elements[$0] } }

    /// The position of the element called `name` in any case.
    func index(of name: String) -> Int? {
        var name = name
        return name.withUTF8 { bytes in
            let hash = Self.hash(bytes)
            var place = Int(hash) & (places.count - 1)
            while places[place].index >= 0 {
                let found = places[place]
                if found.hash == hash, Self.same(names[Int(found.index)], bytes) { return Int(found.index) }
                place = (place + 1) & (places.count - 1)
            }
            return nil
        }
    }

    private static func fold(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// The hash of the folded bytes.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in bytes { hash = (hash ^ UInt32(fold(byte))) &* 16_777_619 }
        return hash
    }

    private static func same(_ folded: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard folded.count == bytes.count else { return false }
        return folded.withUnsafeBufferPointer { folded in
            for index in 0..<bytes.count where folded[index] != fold(bytes[index]) { return false }
            return true
        }
    }
}
