/// Walks through the logical lines of a sidecar and collects entries and complaints.
struct SidecarParser {
    private(set) var entries: [SidecarEntry] = []
    private(set) var complaints: [String] = []
    private(set) var positions: [String: Int] = [:]
    private let units: [UInt16]
    private var section = ""
    private var unreadableLines = 0

    /// Takes Latin-1, or UTF-8 behind a byte order mark.
    init(_ bytes: [UInt8]) {
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            units = Array(String(decoding: bytes.dropFirst(3), as: UTF8.self).utf16)
        } else {
            units = bytes.map(UInt16.init)
        }
    }

    mutating func parse() {
        guard !units.isEmpty else {
            complaints.append("The sidecar is empty.")
            return
        }
        var lines = SidecarLines(units)
        while let line = lines.next() { take(line) }
        judge(endedInQuotes: lines.endedInQuotes)
    }

    private mutating func take(_ line: SidecarLines.Line) {
        if units[line.range.lowerBound] == .init(ascii: "[") {
            takeSection(line.range)
        } else if let equals = line.equals {
            takeEntry(line.range, equals: equals)
        } else {
            unreadableLines += 1
        }
    }

    private mutating func takeSection(_ range: Range<Int>) {
        let inside = units[range].dropFirst()
        let end = inside.firstIndex(of: .init(ascii: "]"))
        if end == nil { unreadableLines += 1 }
        let name = Self.trim(inside[..<(end ?? inside.endIndex)])
        let text = String(decoding: name, as: UTF16.self)
        switch text.lowercased() {
        case "general": section = ""
        case "%general": section = text.dropFirst() + "/"
        default: section = SidecarText.key(name) + "/"
        }
    }

    private mutating func takeEntry(_ range: Range<Int>, equals: Int) {
        let name = SidecarText.key(Self.trim(units[range.lowerBound..<equals]))
        let key = section + name
        guard !name.isEmpty, !key.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else {
            unreadableLines += 1
            return
        }
        let valueUnits = units[(equals + 1)..<range.upperBound]
        let text = String(decoding: Self.trim(valueUnits), as: UTF16.self)
        let value = SidecarText.value(valueUnits, text: text)
        let entry = SidecarEntry(key: key, text: text, value: value)
        if let position = positions[key] {
            entries[position] = entry
        } else {
            positions[key] = entries.count
            entries.append(entry)
        }
    }

    /// Says what QSettings never leaves behind: every line that it writes is a section, a key or empty, and ends.
    private mutating func judge(endedInQuotes: Bool) {
        if units.contains(where: { $0 < 0x20 && !(0x09...0x0d).contains($0) }) {
            complaints.append("The sidecar contains bytes that are not text.")
        }
        if unreadableLines > 0 {
            complaints.append("Lines of the sidecar that are not of the form key=value: \(unreadableLines).")
        }
        if endedInQuotes || (units.last != 0x0a && units.last != 0x0d) {
            complaints.append("The sidecar ends in the middle of a line.")
        }
        if entries.isEmpty {
            complaints.append("The sidecar contains no key.")
        } else if !entries.contains(where: { $0.key.hasPrefix("metadata/") }) {
            complaints.append("The sidecar has no section [metadata].")
        }
    }

    private static func trim(_ slice: ArraySlice<UInt16>) -> ArraySlice<UInt16> {
        let isText = { (unit: UInt16) in unit != 0x20 && !(0x09...0x0d).contains(unit) }
        guard let first = slice.firstIndex(where: isText), let last = slice.lastIndex(where: isText) else { return [] }
        return slice[first...last]
    }
}

extension UInt16 {
    /// The code unit of an ASCII character.
    init(ascii scalar: Unicode.Scalar) { self = UInt16(truncatingIfNeeded: scalar.value) }
}
