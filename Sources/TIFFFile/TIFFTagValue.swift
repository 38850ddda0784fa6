/// One tag to write.
public struct TIFFTagValue: Sendable, Equatable {
    /// Number of the tag.
    public let tag: UInt16
    let type: UInt16
    let count: Int
    let content: Content

    enum Content: Sendable, Equatable {
        /// All values, in the byte order of the file to be written.
        case bytes([UInt8])
        /// The value field of an entry that stays in its file: what it refers to stays where it is.
        case field([UInt8])
    }

    init(tag: UInt16, type: UInt16, count: Int, content: Content) {
        self.tag = tag
        self.type = type
        self.count = count
        self.content = content
    }

    /// A text tag. Readers differ in what they make of other bytes, so everything but printable ASCII and line feeds
    /// becomes a question mark; one NUL is added.
    public static func ascii(_ tag: UInt16, _ text: String) -> TIFFTagValue {
        let bytes = text.unicodeScalars.map { scalar in
            (0x20..<0x7f).contains(scalar.value) || scalar == "\n" ? UInt8(scalar.value) : UInt8(ascii: "?")
        }
        return TIFFTagValue(tag: tag, type: TIFFType.ascii, count: bytes.count + 1, content: .bytes(bytes + [0]))
    }

    /// One 16-bit number.
    public static func short(_ tag: UInt16, _ number: UInt16, _ order: TIFFByteOrder) -> TIFFTagValue {
        let bytes = order.bytes(UInt64(number), size: 2)
        return TIFFTagValue(tag: tag, type: TIFFType.short, count: 1, content: .bytes(bytes))
    }

    /// One 32-bit number.
    public static func long(_ tag: UInt16, _ number: UInt32, _ order: TIFFByteOrder) -> TIFFTagValue {
        let bytes = order.bytes(UInt64(number), size: 4)
        return TIFFTagValue(tag: tag, type: TIFFType.long, count: 1, content: .bytes(bytes))
    }
}

extension TIFFImage {
    /// The tags of the first page as they stand, for a new directory in the same file.
    public func keptInPlace() -> [TIFFTagValue] {
        directory.entries.map {
            TIFFTagValue(tag: $0.tag, type: $0.type, count: $0.count, content: .field($0.field))
        }
    }

    /// The tags of the first page with their values, for a little-endian classic file.
    ///
    /// **Throws**: `unsupported` when a value has no form there, `inputOutput`.
    public func keptElsewhere(_ source: TIFFSource) throws(TIFFError) -> [TIFFTagValue] {
        var total = 0
        var values: [TIFFTagValue] = []
        for entry in directory.entries {
            total += entry.byteCount ?? 0
            guard total <= TIFFDirectory.maximumValueSize else {
                throw TIFFError(.unsupported, "The tags have more than \(TIFFDirectory.maximumValueSize) bytes.")
            }
            values.append(try littleClassic(entry, try directory.bytes(entry, source)))
        }
        return values
    }

    private func littleClassic(_ entry: TIFFDirectory.Entry, _ bytes: [UInt8]) throws(TIFFError) -> TIFFTagValue {
        guard let size = TIFFType.size(entry.type) else {
            throw TIFFError(.unsupported, "Tag \(entry.tag) has values of the unknown type \(entry.type).")
        }
        if entry.type == TIFFType.long8 {
            var narrow: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: 8) {
                let number = form.byteOrder.number(bytes[start..<(start + 8)])
                guard number <= UInt32.max else {
                    throw TIFFError(.unsupported, "The value of tag \(entry.tag) needs 64 bits.")
                }
                narrow += TIFFByteOrder.little.bytes(number, size: 4)
            }
            return TIFFTagValue(tag: entry.tag, type: TIFFType.long, count: entry.count, content: .bytes(narrow))
        }
        guard entry.type < TIFFType.long8 else {
            throw TIFFError(.unsupported, "Tag \(entry.tag) has values of a type of BigTIFF alone.")
        }
        var ordered = bytes
        if form.byteOrder == .big, size.swapped > 1 {
            for start in stride(from: 0, to: bytes.count, by: size.swapped) {
                ordered.replaceSubrange(
                    start..<(start + size.swapped), with: bytes[start..<(start + size.swapped)].reversed())
            }
        }
        return TIFFTagValue(tag: entry.tag, type: entry.type, count: entry.count, content: .bytes(ordered))
    }
}
