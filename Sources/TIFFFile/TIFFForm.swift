/// Byte order and size of numbers of a TIFF file, as its header tells.
public struct TIFFForm: Sendable, Equatable {
    /// Order of the bytes of a number.
    public var byteOrder: TIFFByteOrder
    /// True for BigTIFF, with offsets of 64 bits.
    public var isBig: Bool

    /// Little-endian classic TIFF.
    public static let littleClassic = TIFFForm(byteOrder: .little, isBig: false)

    var countSize: Int { isBig ? 8 : 2 }
    var entrySize: Int { isBig ? 20 : 12 }
    var offsetSize: Int { isBig ? 8 : 4 }
    /// Where the header holds the offset of the first directory.
    var firstOffsetPosition: Int { isBig ? 8 : 4 }

    /// Reads the header: the form, and where the first directory is.
    static func read(_ source: TIFFSource) throws(TIFFError) -> (form: TIFFForm, first: Int) {
        guard source.size >= 8 else {
            throw TIFFError(.incomplete, "The file has \(source.size) bytes; a TIFF header alone has 8.")
        }
        let head = try source.read(at: 0, count: 8, "The TIFF header")
        let order: TIFFByteOrder
        switch (head[0], head[1]) {
        case (0x49, 0x49): order = .little
        case (0x4d, 0x4d): order = .big
        default: throw TIFFError(.incomplete, "The file does not begin with a TIFF header.")
        }
        let form: TIFFForm
        switch order.number(head[2..<4]) {
        case 42: form = TIFFForm(byteOrder: order, isBig: false)
        case 43 where order.number(head[4..<8]) == (order == .little ? 8 : 8 << 16):
            form = TIFFForm(byteOrder: order, isBig: true)
        default: throw TIFFError(.incomplete, "The file does not begin with a TIFF header.")
        }
        let field = try source.read(
            at: form.firstOffsetPosition, count: form.offsetSize, "The TIFF header")
        let first = Int(clamping: order.number(field))
        guard first != 0 else { throw TIFFError(.incomplete, "The TIFF header does not point to a tag directory yet.") }
        return (form, first)
    }
}
