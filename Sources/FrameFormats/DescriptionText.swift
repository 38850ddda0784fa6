import SidecarFile

/// The sidecar as text for TIFF tags.
///
/// Three groups of readers disagree about everything but printable ASCII, so there is nothing else in it.
enum DescriptionText {
    /// One JSON object with one key per line: the keys of `[metadata]` under their own names, those of other sections
    /// as `section/key`. Numbers stay the texts that they are in the sidecar.
    static func json(_ sidecar: Sidecar) -> String {
        // `normalization\size` of [metadata] and `size` of [normalization] would have one name.
        let others = Set(sidecar.entries.map(\.key).filter { !$0.hasPrefix("metadata/") }.map(name))
        let lines = sidecar.entries.map { entry in
            let short = name(entry.key)
            let isTaken = entry.key.hasPrefix("metadata/") && others.contains(short)
            return "\(key(isTaken ? entry.key : short)): \(json(entry.value))"
        }
        return "{\n" + lines.joined(separator: ",\n") + "\n}"
    }

    /// `key:value` lines, one for each key of `[metadata]`.
    static func lines(_ sidecar: Sidecar) -> [String] {
        sidecar.entries.filter { $0.key.hasPrefix("metadata/") }.map { entry in
            let text = "\(name(entry.key)):\(plain(entry))"
            return escape(text, keepColons: !mislead(text), keepQuotes: true)
        }
    }

    /// The name of a full key: without the section `metadata`, and with `General` where there is no section.
    static func name(_ key: String) -> String {
        if key.hasPrefix("metadata/") { return String(key.dropFirst("metadata/".count)) }
        return key.contains("/") ? key : "General/\(key)"
    }

    /// A value as plain text: texts as they are, times in ISO 8601, lists as JSON.
    static func plain(_ entry: SidecarEntry) -> String {
        switch entry.value {
        case .string(let text): text.utf8.contains(0) ? entry.text : text
        case .dateTime(let time): time.iso8601
        case .opaque(let text): text
        default: json(entry.value)
        }
    }

    // MARK: JSON

    private static func json(_ value: SidecarValue) -> String {
        switch value {
        case .null: "null"
        case .string(let text), .opaque(let text): quoted(text)
        case .list(let values): "[" + values.map(json).joined(separator: ", ") + "]"
        case .bytes(let bytes): quoted(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })))
        case .integers(let numbers): "[" + numbers.map(String.init).joined(separator: ", ") + "]"
        case .dateTime(let time): quoted(time.iso8601)
        case .doubles(let numbers): "[" + numbers.map(number).joined(separator: ", ") + "]"
        }
    }

    private static func number(_ number: Double) -> String {
        number.isFinite ? "\(number)" : quoted("\(number)")
    }

    /// A key; one that is spelt `shape` would make a reader take the text for its own description of the file.
    private static func key(_ name: String) -> String {
        name == "shape" ? #""\u0073hape""# : quoted(name)
    }

    private static func quoted(_ text: String) -> String {
        "\"" + escape(text, keepColons: false, keepQuotes: false) + "\""
    }

    /// Words that one reader looks for in every text, to stumble over a second colon behind them.
    private static let misleading = ["Horizontal:", "Vertical:", "Focus:", "Omega:"].map { Array($0.utf8) }

    private static func mislead(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.contains { start in misleading.contains { bytes[start...].starts(with: $0) } }
    }

    /// Printable ASCII; everything else as `\uXXXX`.
    private static func escape(_ text: String, keepColons: Bool, keepQuotes: Bool) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 8)
        var isFirstColon = true
        for unit in text.utf16 {
            switch unit {
            case 0x22 where !keepQuotes, 0x5c where !keepQuotes: result += [0x5c, UInt8(unit)]
            case 0x3a where !keepColons && !(keepQuotes && isFirstColon): appendCode(unit, to: &result)
            case 0x20..<0x7f:
                if unit == 0x3a { isFirstColon = false }
                result.append(UInt8(unit))
            default: appendCode(unit, to: &result)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func appendCode(_ unit: UInt16, to result: inout [UInt8]) {
        result += [0x5c, 0x75]
        for shift in stride(from: UInt16(12), through: 0, by: -4) {
            let digit = UInt8(unit >> shift & 0xf)
            result.append(digit < 10 ? 0x30 + digit : 0x61 - 10 + digit)
        }
    }
}
