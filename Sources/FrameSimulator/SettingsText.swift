/// Values as Qt's settings files spell them.
///
/// **Source**: the grammar of QSettings, INI format, without a codec.
enum SettingsText {
    /// A string with its escapes, in quotes where it needs them.
    static func escaped(_ text: String) -> String {
        let units = Array(text.utf16)
        var result = ""
        // After \0 or \x.. a hex digit would be taken for a part of the number: the writer escapes it, too.
        var afterNumber = false
        for unit in units {
            let scalar = Unicode.Scalar(unit)
            if afterNumber, let scalar, Character(scalar).isHexDigit, scalar.isASCII {
                result += "\\x" + String(unit, radix: 16)
            } else if unit == 0 {
                result += "\\0"
                afterNumber = true
            } else if let short = shortEscapes[unit] {
                result += short
                afterNumber = false
            } else if unit < 0x20 || unit >= 0x7F {
                result += "\\x" + String(unit, radix: 16)
                afterNumber = true
            } else if let scalar {
                result.unicodeScalars.append(scalar)
                afterNumber = false
            }
        }
        let needsQuotes = text.contains { ";,=".contains($0) } || text.hasPrefix(" ") || text.hasSuffix(" ")
        return needsQuotes ? "\"\(result)\"" : result
    }

    /// A string value; a leading `@` is doubled, because a single one announces a typed value.
    static func string(_ text: String) -> String { escaped(text.hasPrefix("@") ? "@" + text : text) }

    /// A date and time without a zone, in the stream format that the detector program uses.
    static func dateTime(_ time: LocalTime) -> String {
        variant(bigEndian(16) + bigEndian(UInt32(time.julianDay)) + bigEndian(UInt32(time.millisecondOfDay)) + [0xFF])
    }

    /// An empty list of doubles: a user type with its name and a count of 0.
    static var emptyDoubles: String {
        let name = Array("QcepDoubleList".utf8) + [0]
        return variant(bigEndian(127) + bigEndian(UInt32(name.count)) + name + bigEndian(0))
    }

    private static func variant(_ bytes: [UInt8]) -> String {
        escaped("@Variant(" + String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })) + ")")
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static let shortEscapes: [UInt16: String] = [
        7: "\\a", 8: "\\b", 12: "\\f", 10: "\\n", 13: "\\r", 9: "\\t", 11: "\\v", 0x22: "\\\"", 0x5C: "\\\\",
    ]
}
