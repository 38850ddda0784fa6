/// What differs between files of one shape: the bytes of texts, numbers and names of linked files. The length of each
/// belongs to the shape.
extension HDF5Node {
    /// The bytes of all variables in a fixed order.
    var variables: [[UInt8]] {
        var found: [[UInt8]] = []
        collect(&found)
        return found
    }

    private func collect(_ found: inout [[UInt8]]) {
        for attribute in attributes {
            for text in attribute.texts { found.append(Array(text.utf8)) }
        }
        switch content {
        case .group(let members): for member in members { member.collect(&found) }
        case .text(let text): found.append(Array(text.utf8))
        case .integers(let numbers, _):
            found.append(numbers.flatMap { Self.bytes(UInt64(bitPattern: Int64($0))) })
        case .doubles(let numbers, _): found.append(numbers.flatMap { Self.bytes($0.bitPattern) })
        case .externalLink(let file, _): found.append(Array(file.utf8))
        case .floats, .pixels, .softLink: break
        }
    }

    /// True when a text contains a zero, at which the library would end it.
    var hasTextWithZero: Bool {
        if attributes.contains(where: { $0.texts.contains { $0.utf8.contains(0) } }) { return true }
        switch content {
        case .group(let members): return members.contains { $0.hasTextWithZero }
        case .text(let text), .externalLink(let text, _): return text.utf8.contains(0)
        case .integers, .doubles, .floats, .pixels, .softLink: return false
        }
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// The same tree with all bytes of each variable replaced by one ASCII character, chosen by its number.
    func filled(_ character: (Int) -> UInt8) -> HDF5Node {
        var number = 0
        return filled(character, &number)
    }

    private func filled(_ character: (Int) -> UInt8, _ number: inout Int) -> HDF5Node {
        func next() -> UInt8 {
            defer { number += 1 }
            return character(number)
        }
        func text(_ old: String) -> String {
            String(decoding: [UInt8](repeating: next(), count: old.utf8.count), as: UTF8.self)
        }
        func word() -> UInt64 { UInt64(next()) &* 0x0101_0101_0101_0101 }
        var node = self
        node.attributes = attributes.map { Attribute($0.name, $0.texts.map(text)) }
        switch content {
        case .group(let members): node.content = .group(members.map { $0.filled(character, &number) })
        case .text(let old): node.content = .text(text(old))
        case .integers(let numbers, let isScalar):
            let filling = Int(truncatingIfNeeded: word())
            node.content = .integers(numbers.map { _ in filling }, isScalar: isScalar)
        case .doubles(let numbers, let isScalar):
            let filling = Double(bitPattern: word())
            node.content = .doubles(numbers.map { _ in filling }, isScalar: isScalar)
        case .externalLink(let file, let path): node.content = .externalLink(file: text(file), path: path)
        case .floats, .pixels, .softLink: break
        }
        return node
    }
}
