import Glibc

/// Finds elements by a name whose case does not matter, without making a lower-case copy of the question.
///
/// Names on the wire are ASCII; only ASCII letters are folded. A table never changes; it is an object so that a request can
/// hold it with one reference.
final class CaseInsensitiveTable<Element: Sendable>: Sendable {
    let elements: [Element]
    /// All names one behind the other, as they were given: most questions are spelled like them.
    private let spellings: [UInt8]
    /// Places of elements, found by hash; an element whose place is taken lies behind it. At least half are empty.
    private let places: [Place]

    private struct Place: Sendable {
        var hash: UInt32 = 0
        /// The position of the element; negative where there is none.
        var index: Int32 = -1
        /// Where its name begins.
        var start: Int32 = 0
        var length: Int32 = 0
    }

    /// A table of `elements`, each under its `name`; of two with one name the first counts.
    init(_ elements: [Element], name: (Element) -> String) {
        var size = 8
        while size < elements.count * 2 { size *= 2 }
        var places = Array(repeating: Place(), count: size)
        var spellings: [UInt8] = []
        for (index, element) in elements.enumerated() {
            let name = Array(name(element).utf8)
            let hash = name.withUnsafeBytes(Self.hash)
            var place = Int(hash) & (size - 1)
            while places[place].index >= 0 { place = (place + 1) & (size - 1) }
            places[place] = Place(
                hash: hash, index: Int32(index), start: Int32(spellings.count), length: Int32(name.count))
            spellings += name
        }
        self.elements = elements
        self.places = places
        self.spellings = spellings
    }

    /// The element called `name` in any case.
    subscript(_ name: String) -> Element? { index(of: name).map { elements[$0] } }

    /// The position of the element called `name` in any case.
    func index(of name: String) -> Int? {
        var name = name
        return name.withUTF8 { bytes in
            let asked = UnsafeRawBufferPointer(bytes)
            let hash = Self.hash(asked)
            return spellings.withUnsafeBytes { spellings in
                var place = Int(hash) & (places.count - 1)
                while places[place].index >= 0 {
                    let found = places[place]
                    if found.hash == hash, Int(found.length) == asked.count {
                        let start = Int(found.start)
                        if Self.same(UnsafeRawBufferPointer(rebasing: spellings[start..<start + asked.count]), asked) {
                            return Int(found.index)
                        }
                    }
                    place = (place + 1) & (places.count - 1)
                }
                return nil
            }
        }
    }

    private static func fold(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    /// A hash that is the same in any case. Eight bytes are taken at a time, and not only the letters among them are folded:
    /// that other bytes fall together, too, does no harm to a hash.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var hash = UInt64(bytes.count)
        var offset = 0
        while offset + 8 <= bytes.count {
            hash = mixed(hash, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        return UInt32(truncatingIfNeeded: mixed(hash, rest) >> 32)
    }

    private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ (word | 0x2020_2020_2020_2020)) &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 32
    }

    private static func same(_ spelling: UnsafeRawBufferPointer, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let one = spelling.baseAddress, let other = bytes.baseAddress else { return bytes.isEmpty }
        if memcmp(one, other, bytes.count) == 0 { return true }
        for index in 0..<bytes.count where fold(spelling[index]) != fold(bytes[index]) { return false }
        return true
    }
}
