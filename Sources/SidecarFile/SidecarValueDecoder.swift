/// Decodes the escapes and quotes of one value and splits it at its unquoted commas.
struct SidecarValueDecoder {
    private(set) var isList = false
    private let units: ArraySlice<UInt16>
    private var index: Int
    private var parts: [[UInt16]] = []
    private var current: [UInt16] = []
    /// Blanks before this length are not trailing blanks: they were escaped or quoted.
    private var keep = 0
    private var inQuotes = false
    private var wasQuoted = false

    init(_ units: ArraySlice<UInt16>) {
        self.units = units
        index = units.startIndex
    }

    mutating func decode() -> [[UInt16]] {
        skipBlanks()
        while index < units.endIndex {
            let unit = units[index]
            index += 1
            switch Unicode.Scalar(unit) {
            case "\\":
                decodeEscape()
            case "\"":
                wasQuoted = true
                inQuotes.toggle()
                if !inQuotes { skipBlanks() }
            case "," where !inQuotes:
                isList = true
                finishPart()
                skipBlanks()
            default:
                current.append(unit)
            }
        }
        finishPart()
        return parts
    }

    private mutating func finishPart() {
        if !wasQuoted {
            while current.count > keep, let last = current.last, last == 0x20 || last == 0x09 { current.removeLast() }
        }
        parts.append(current)
        current = []
        keep = 0
        wasQuoted = false
    }

    private mutating func skipBlanks() {
        while index < units.endIndex, units[index] == 0x20 || units[index] == 0x09 { index += 1 }
    }

    private static func simpleEscape(_ unit: UInt16) -> UInt16? {
        switch Unicode.Scalar(unit) {
        case "a": 0x07
        case "b": 0x08
        case "f": 0x0c
        case "n": 0x0a
        case "r": 0x0d
        case "t": 0x09
        case "v": 0x0b
        case "\"", "?", "'", "\\": unit
        default: nil
        }
    }

    private mutating func decodeEscape() {
        guard index < units.endIndex else { return }
        let unit = units[index]
        index += 1
        if let plain = Self.simpleEscape(unit) {
            current.append(plain)
        } else if unit == .init(ascii: "x") {
            guard index < units.endIndex, SidecarText.hexDigit(units[index]) != nil else { return }
            appendNumber(shift: 4, first: 0) { SidecarText.hexDigit($0) }
        } else if (0x30...0x37).contains(unit) {
            appendNumber(shift: 3, first: unit - 0x30) { (0x30...0x37).contains($0) ? $0 - 0x30 : nil }
        } else {
            skipLineEnd(after: unit)
            return
        }
        keep = current.count
    }

    private mutating func appendNumber(shift: UInt16, first: UInt16, digit: (UInt16) -> UInt16?) {
        var number = first
        while index < units.endIndex, let next = digit(units[index]) {
            number = number << shift | next
            index += 1
        }
        current.append(number)
    }

    private mutating func skipLineEnd(after unit: UInt16) {
        guard unit == 0x0a || unit == 0x0d, index < units.endIndex else { return }
        if units[index] != unit, units[index] == 0x0a || units[index] == 0x0d { index += 1 }
    }
}
