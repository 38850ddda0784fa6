/// One directory of a TIFF file: the entries as they stand there, values not yet read.
public struct TIFFDirectory: Sendable {
    /// One entry.
    public struct Entry: Sendable, Equatable {
        /// Number of the tag.
        public var tag: UInt16
        /// Type of the values.
        public var type: UInt16
        /// How many values.
        public var count: Int
        /// Where the values are in the file. **Unit**: byte.
        var valueOffset: Int
        /// Size of all values; nil when the type is not known. **Unit**: byte.
        var byteCount: Int?
        /// The value field as it stands in the entry: values that fit, else their offset.
        var field: [UInt8]
    }

    /// Where the directory is. **Unit**: byte.
    public let offset: Int
    /// The entries in the order of the file.
    public let entries: [Entry]
    /// Where the next directory is, or zero.
    public let next: Int
    /// The form of the file.
    public let form: TIFFForm

    /// The entry of a tag.
    public func entry(_ tag: UInt16) -> Entry? { entries.first { $0.tag == tag } }

    /// Reads the directory at `offset` and checks that it and all values that it refers to lie inside the file.
    init(_ source: TIFFSource, form: TIFFForm, offset: Int) throws(TIFFError) {
        let order = form.byteOrder
        let countBytes = try source.read(at: offset, count: form.countSize, "The tag directory")
        let count = order.number(countBytes)
        guard count > 0 else { throw TIFFError(.incomplete, "The tag directory at byte \(offset) is still empty.") }
        guard count <= 65_535 else {
            throw TIFFError(.incomplete, "The tag directory at byte \(offset) claims \(count) entries.")
        }
        let start = offset + form.countSize
        let size = Int(count) * form.entrySize + form.offsetSize
        let bytes = try source.read(at: start, count: size, "The tag directory")
        var entries: [Entry] = []
        entries.reserveCapacity(Int(count))
        for index in 0..<Int(count) {
            let first = index * form.entrySize
            let entry = Self.entry(bytes[first..<(first + form.entrySize)], at: start + first, form: form)
            try Self.check(entry, source)
            entries.append(entry)
        }
        self.offset = offset
        self.entries = entries
        self.form = form
        next = Int(clamping: order.number(bytes.suffix(form.offsetSize)))
    }

    private static func entry(_ bytes: ArraySlice<UInt8>, at position: Int, form: TIFFForm) -> Entry {
        let order = form.byteOrder
        let start = bytes.startIndex
        let type = UInt16(order.number(bytes[(start + 2)..<(start + 4)]))
        let count = Int(clamping: order.number(bytes[(start + 4)..<(start + 4 + form.offsetSize)]))
        let field = Array(bytes.suffix(form.offsetSize))
        let byteCount = TIFFType.size(type).map { size in
            let (product, overflow) = count.multipliedReportingOverflow(by: size.value)
            return overflow ? Int.max : product
        }
        let isInline = (byteCount ?? 0) <= form.offsetSize
        return Entry(
            tag: UInt16(order.number(bytes[start..<(start + 2)])), type: type, count: count,
            valueOffset: isInline ? position + form.entrySize - form.offsetSize : Int(clamping: order.number(field)),
            byteCount: byteCount, field: field)
    }

    private static func check(_ entry: Entry, _ source: TIFFSource) throws(TIFFError) {
        guard entry.type != 0 else {
            throw TIFFError(.incomplete, "The tag directory has entries that are still empty.")
        }
        guard let byteCount = entry.byteCount else { return }
        guard entry.valueOffset <= source.size, byteCount <= source.size - entry.valueOffset else {
            throw TIFFError(
                .incomplete, "The value of tag \(entry.tag) lies beyond the end of the file at byte \(source.size).")
        }
    }
}

extension TIFFDirectory {
    /// Greatest value that is read into memory, so that a damaged count cannot ask for gigabytes. **Unit**: byte.
    static let maximumValueSize = 64 << 20

    /// The bytes of an entry's values in the order of the file.
    func bytes(_ entry: Entry, _ source: TIFFSource) throws(TIFFError) -> [UInt8] {
        guard let byteCount = entry.byteCount else {
            throw TIFFError(.unsupported, "Tag \(entry.tag) has values of the unknown type \(entry.type).")
        }
        guard byteCount <= Self.maximumValueSize else {
            throw TIFFError(.unsupported, "The value of tag \(entry.tag) has \(byteCount) bytes.")
        }
        return try source.read(at: entry.valueOffset, count: byteCount, "The value of tag \(entry.tag)")
    }

    /// The whole numbers of a tag; nil without the tag or when its type is not one of whole numbers.
    func numbers(_ tag: UInt16, _ source: TIFFSource) throws(TIFFError) -> [Int]? {
        guard let entry = entry(tag), [1, 3, 4, 13, 16, 18].contains(entry.type),
            let size = TIFFType.size(entry.type)?.value
        else { return nil }
        let bytes = try bytes(entry, source)
        return stride(from: 0, to: bytes.count, by: size).map {
            Int(clamping: form.byteOrder.number(bytes[$0..<($0 + size)]))
        }
    }

    /// The first whole number of a tag.
    func number(_ tag: UInt16, _ source: TIFFSource) throws(TIFFError) -> Int? {
        try numbers(tag, source)?.first
    }

    /// The text of a tag without its NUL, Latin-1; nil without the tag or when it is not text.
    public func text(_ tag: UInt16, _ source: TIFFSource) throws(TIFFError) -> String? {
        guard let entry = entry(tag), entry.type == TIFFType.ascii else { return nil }
        let bytes = try bytes(entry, source).prefix { $0 != 0 }
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
