/// Splits a sidecar into logical lines: quotes and a backslash carry a line over its end, an unquoted `;` ends it.
struct SidecarLines {
    struct Line {
        var range: Range<Int>
        /// Where the first unquoted `=` is.
        var equals: Int?
    }

    /// True when the last line opened a quote that nothing closed.
    private(set) var endedInQuotes = false
    private let units: [UInt16]
    private var position = 0

    init(_ units: [UInt16]) { self.units = units }

    /// The next line that is neither empty nor a comment, without its end.
    mutating func next() -> Line? {
        var start = skipBlanks(position)
        var index = start
        var equals: Int?
        var inQuotes = false
        scan: while index < units.count {
            switch Unicode.Scalar(units[index]) {
            case "=" where !inQuotes && equals == nil: equals = index
            case "\n" where !inQuotes, "\r" where !inQuotes: break scan
            case "\\": index = lastOfEscape(index)
            case "\"": inQuotes.toggle()
            case ";" where index == start:
                start = skipBlanks(endOfPhysicalLine(index))
                index = start
                continue scan
            case ";" where !inQuotes: break scan
            default: break
            }
            index += 1
        }
        position = min(index, units.count)
        endedInQuotes = inQuotes
        return position > start ? Line(range: start..<position, equals: equals) : nil
    }

    /// The last unit of the escape that begins at `index`; a line end of two characters belongs to it whole.
    private func lastOfEscape(_ index: Int) -> Int {
        guard index + 2 < units.count else { return index + 1 }
        let pair = (units[index + 1], units[index + 2])
        return pair == (0x0a, 0x0d) || pair == (0x0d, 0x0a) ? index + 2 : index + 1
    }

    private func endOfPhysicalLine(_ index: Int) -> Int {
        units[index...].firstIndex { $0 == 0x0a || $0 == 0x0d } ?? units.count
    }

    private func skipBlanks(_ index: Int) -> Int {
        units[index...].firstIndex { $0 != 0x20 && !(0x09...0x0d).contains($0) } ?? units.count
    }
}
