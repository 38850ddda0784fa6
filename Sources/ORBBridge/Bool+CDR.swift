extension Bool: CDRCodable {
    /// One octet.
    public static var minimumWireSize: Int { 1 }

    /// Reads an IDL `boolean`; anything but 0 and 1 fails the reader.
    public static func read(_ r: CDRReader) -> Bool {
        let octet = UInt8.read(r)
        if octet > 1 { r.fail() }
        return octet == 1
    }

    /// Writes an IDL `boolean`.
    public func write(_ w: CDRWriter) { (self ? 1 : 0 as UInt8).write(w) }

    /// Reads all in one piece: a `Bool` in memory is the same octet.
    public static func readElements(_ r: CDRReader, count: Int) -> [Bool] {
        let octets = UInt8.readElements(r, count: count)
        guard octets.allSatisfy({ $0 <= 1 }) else {
            r.fail()
            return []
        }
        return octets.map { $0 == 1 }
    }

    /// Writes all in one piece.
    public static func writeElements(_ values: [Bool], _ w: CDRWriter) {
        values.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            w.writeElements(from: base, count: bytes.count, size: 1)
        }
    }
}
