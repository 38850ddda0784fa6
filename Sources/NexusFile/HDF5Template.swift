/// The bytes of an HDF5 file in which variables can be exchanged without the library.
///
/// Nothing about the inside of the file is assumed: the same tree is laid out several times, each time with other
/// characters in its variables, so that every byte tells by its changes to which variable it belongs. Bytes that change
/// without belonging to one are checksums of the block around them. What does not fit makes no template.
struct HDF5Template {
    private var base: [UInt8]
    /// Where each variable is.
    private var slots: [Range<Int>]
    /// Blocks whose checksum follows them.
    private var blocks: [Range<Int>]

    /// Learns a template from a tree.
    ///
    /// - Parameter build: lays a tree out.
    /// - Returns: nil when the file cannot be understood well enough.
    init?(_ tree: HDF5Node, build: (HDF5Node) throws(HDF5Error) -> [UInt8]) throws(HDF5Error) {
        let variables = tree.variables
        // Number 0 and the highest are left out: their bytes would look like bytes that never change.
        let bits = Int.bitWidth - (variables.count + 1).leadingZeroBitCount
        var images: [[UInt8]] = []
        for bit in 0..<bits {
            images.append(try build(tree.filled { ($0 + 1) >> bit & 1 == 0 ? Self.zero : Self.one }))
        }
        guard let first = images.first, images.allSatisfy({ $0.count == first.count }) else { return nil }
        var owners = [Int?](repeating: nil, count: first.count)
        var strangers: [Int] = []
        for position in first.indices where images.contains(where: { $0[position] != first[position] }) {
            if let owner = Self.owner(images, position), owner < variables.count {
                owners[position] = owner
            } else {
                strangers.append(position)
            }
        }
        guard let slots = Self.slots(owners, lengths: variables.map(\.count)),
            let blocks = Self.blocks(strangers, images)
        else { return nil }
        base = first
        self.slots = slots
        self.blocks = blocks
        guard try render(tree) == build(tree) else { return nil }
    }

    private static let zero = UInt8(ascii: "A")
    private static let one = UInt8(ascii: "B")

    /// The bytes of a tree of the same shape.
    func render(_ tree: HDF5Node) -> [UInt8] {
        var bytes = base
        for (slot, variable) in zip(slots, tree.variables) { bytes.replaceSubrange(slot, with: variable) }
        for block in blocks {
            let sum = Lookup3.hash(bytes[block])
            for index in 0..<4 { bytes[block.upperBound + index] = UInt8(truncatingIfNeeded: sum >> UInt32(index * 8)) }
        }
        return bytes
    }

    /// The number of the variable that a byte belongs to.
    private static func owner(_ images: [[UInt8]], _ position: Int) -> Int? {
        var number = 0
        for (bit, image) in images.enumerated() {
            switch image[position] {
            case zero: break
            case one: number |= 1 << bit
            default: return nil
            }
        }
        return number - 1
    }

    /// Where each variable is, if each is in one place and whole.
    private static func slots(_ owners: [Int?], lengths: [Int]) -> [Range<Int>]? {
        var slots = [Range<Int>?](repeating: nil, count: lengths.count)
        var position = 0
        while position < owners.count {
            guard let owner = owners[position] else {
                position += 1
                continue
            }
            let end = position + lengths[owner]
            guard slots[owner] == nil, end <= owners.count, owners[position..<end].allSatisfy({ $0 == owner }) else {
                return nil
            }
            slots[owner] = position..<end
            position = end
        }
        for index in lengths.indices where lengths[index] == 0 { slots[index] = 0..<0 }
        let found = slots.compactMap { $0 }
        return found.count == lengths.count ? found : nil
    }

    /// The blocks whose checksums are at the positions that change without belonging to a variable.
    private static func blocks(_ strangers: [Int], _ images: [[UInt8]]) -> [Range<Int>]? {
        var blocks: [Range<Int>] = []
        for position in strangers {
            if let last = blocks.last, last.upperBound <= position, position < last.upperBound + 4 { continue }
            guard let start = blockStart(images[0], before: position) else { return nil }
            // A byte of the checksum may be the same in all images.
            let ends = max(start + 4, position - 3)...position
            guard let end = ends.first(where: { end in images.allSatisfy { matches($0, start..<end) } }) else {
                return nil
            }
            blocks.append(start..<end)
        }
        return blocks
    }

    private static func matches(_ image: [UInt8], _ block: Range<Int>) -> Bool {
        guard block.upperBound + 4 <= image.count else { return false }
        let told = image[block.upperBound..<(block.upperBound + 4)].reversed().reduce(UInt32(0)) {
            $0 << 8 | UInt32($1)
        }
        return Lookup3.hash(image[block]) == told
    }

    /// Blocks of object headers begin with one of two marks.
    private static func blockStart(_ image: [UInt8], before position: Int) -> Int? {
        let marks = [Array("OHDR".utf8), Array("OCHK".utf8)]
        return stride(from: position - 4, through: 0, by: -1).first { start in
            marks.contains { image[start...].starts(with: $0) }
        }
    }
}
