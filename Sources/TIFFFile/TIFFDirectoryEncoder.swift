/// Lays out a directory and the values that do not fit into its entries.
struct TIFFDirectoryEncoder {
    let form: TIFFForm
    /// Where the directory will be. **Unit**: byte.
    let position: Int
    /// Where the next directory is, or zero.
    let next: Int
    private(set) var bytes: [UInt8] = []
    /// Where the value fields are, by tag, counted from `position`.
    private(set) var fieldPositions: [UInt16: Int] = [:]

    init(_ values: [TIFFTagValue], form: TIFFForm, position: Int, next: Int) throws(TIFFError) {
        self.form = form
        self.position = position
        self.next = next
        let sorted = values.sorted { $0.tag < $1.tag }
        let valuesStart = form.countSize + sorted.count * form.entrySize + form.offsetSize
        var outside: [UInt8] = []
        append(UInt64(sorted.count), size: form.countSize)
        for value in sorted {
            append(UInt64(value.tag), size: 2)
            append(UInt64(value.type), size: 2)
            append(UInt64(value.count), size: form.offsetSize)
            fieldPositions[value.tag] = bytes.count
            switch value.content {
            case .field(let field):
                bytes += field
            case .bytes(let content) where content.count <= form.offsetSize:
                bytes += content + [UInt8](repeating: 0, count: form.offsetSize - content.count)
            case .bytes(let content):
                append(UInt64(position + valuesStart + outside.count), size: form.offsetSize)
                outside += content
                if content.count % 2 != 0 { outside.append(0) }
            }
        }
        append(UInt64(next), size: form.offsetSize)
        bytes += outside
        guard form.isBig || position + bytes.count <= Int(UInt32.max) else {
            throw TIFFError(.unsupported, "The file would be larger than a classic TIFF can be (4 GiB).")
        }
    }

    private mutating func append(_ number: UInt64, size: Int) {
        bytes += form.byteOrder.bytes(number, size: size)
    }

    /// The offset at which a directory may begin: some readers take 0x0082 in the lower 16 bits for the mark of a
    /// detector's own format.
    static func allowed(_ position: Int) -> Int {
        position & 0xffff == 0x0082 ? position + 2 : position
    }
}
