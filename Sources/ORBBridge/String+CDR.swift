// Strings of Tango are bytes without a declared code set, by convention ISO 8859-1. The conversion happens here and
// nowhere else: each byte is the scalar of the same number, so that whatever was received is sent again unchanged.

extension String: CDRCodable {
    /// The length and the final NUL.
    public static var minimumWireSize: Int { 5 }

    /// Reads an IDL `string`: every byte becomes the scalar of the same number.
    public static func read(_ r: CDRReader) -> String {
        r.withStringBytes { String(latin1: $0) }
    }

    /// Writes an IDL `string`: a scalar above U+00FF, and NUL, which cannot travel, becomes `?`.
    public func write(_ w: CDRWriter) {
        var text = self
        let written = text.withUTF8 { utf8 in
            guard utf8.isPlainASCII else { return false }
            w.writeString(utf8)
            return true
        }
        if !written { latin1Bytes.withUnsafeBufferPointer { w.writeString($0) } }
    }

    /// A string from ISO 8859-1 bytes; never fails.
    public init(latin1 bytes: UnsafeBufferPointer<UInt8>) {
        let wide = bytes.reduce(0) { $0 + Int($1 >> 7) }
        if wide == 0 {
            // Not by decoding, which looks at every byte twice before it copies it.
            self.init(unsafeUninitializedCapacity: bytes.count) { $0.initialize(fromContentsOf: bytes) }
            return
        }
        self.init(unsafeUninitializedCapacity: bytes.count + wide) { utf8 in
            var end = 0
            for byte in bytes {
                if byte < 0x80 {
                    utf8[end] = byte
                    end += 1
                } else {
                    utf8[end] = 0xC0 | byte >> 6
                    utf8[end + 1] = 0x80 | byte & 0x3F
                    end += 2
                }
            }
            return end
        }
    }

    /// The bytes that travel for this string, without the final NUL.
    public var latin1Bytes: [UInt8] {
        unicodeScalars.map { $0.value == 0 || $0.value > 0xFF ? UInt8(ascii: "?") : UInt8($0.value) }
    }
}

extension UnsafeBufferPointer<UInt8> {
    // No branch per byte, so that the compiler can vectorize it: names and units dominate the traffic.
    fileprivate var isPlainASCII: Bool {
        var high: UInt8 = 0
        var zero = false
        for byte in self {
            high |= byte
            zero = zero || byte == 0
        }
        return high < 0x80 && !zero
    }
}
