extension PropertyFile {
    /// Parses a file.
    ///
    /// **Throws**: ``PropertyFileError`` with the number of the line.
    init(parsing text: String) throws(PropertyFileError) {
        self.init()
        var number = 0
        var pending: (line: Int, text: String)?
        var lines: [String] = []
        if text.first(where: { $0 == "\n" || $0 == "\r\n" }) == "\r\n" { lineBreak = "\r\n" }
        // Carriage return and line feed together are one Character of their own.
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
            number += 1
            lines.append(String(raw))
            var line = Self.withoutComment(raw)
            let continues = line.hasSuffix("\\")
            if continues { line.removeLast() }
            let whole = (pending?.text ?? "") + line
            let first = pending?.line ?? number
            pending = nil
            if continues {
                pending = (first, whole)
            } else {
                try take(whole, first, lines)
                lines = []
            }
        }
        // The empty line ends the continuation; else what is written behind it would become part of it.
        if let pending { try take(pending.text, pending.line, lines + [""]) }
        // What follows the last line end is no line.
        if tail.last?.isEmpty == true { tail.removeLast() }
    }

    /// The file as it is written: what a person wrote stays as it is where the values are still the same.
    var text: String {
        var lines: [String] = []
        if tail.isEmpty, entries.allSatisfy(\.lead.isEmpty) {
            lines = ["# Properties of a Tango device server. The server rewrites this file when values are stored."]
        }
        for entry in entries {
            let values = entry.values.map(Self.quoted)
            lines += entry.lead + (entry.lines ?? ["\(entry.key): \(values.joined(separator: ",\\\(lineBreak)    "))"])
        }
        return (lines + tail).joined(separator: lineBreak) + lineBreak
    }

    private mutating func take(_ line: String, _ number: Int, _ lines: [String]) throws(PropertyFileError) {
        let line = line.trimmed
        guard !line.isEmpty else {
            tail += lines
            return
        }
        guard let (key, rest) = Self.splitKey(line) else {
            throw PropertyFileError(line: number, problem: "a name, a colon and a value are needed")
        }
        self[key] = try Self.values(rest, number)
        keep(lines, of: key)
    }

    /// The first colon outside quotes that a blank or nothing follows ends the name.
    private static func splitKey(_ line: String) -> (key: String, rest: Substring)? {
        for position in line.indices where line[position] == ":" {
            let next = line.index(after: position)
            guard next == line.endIndex || line[next] == " " || line[next] == "\t" else { continue }
            return (String(line[..<position]).trimmed, line[next...])
        }
        return nil
    }

    private static func values(_ text: Substring, _ number: Int) throws(PropertyFileError) -> [String] {
        var reader = ValueReader()
        for character in text {
            if let problem = reader.take(character) { throw PropertyFileError(line: number, problem: problem) }
        }
        guard !reader.isQuoted else { throw PropertyFileError(line: number, problem: "a quotation mark is missing") }
        return reader.finish()
    }

    private static func withoutComment(_ line: Substring) -> String {
        var isQuoted = false
        var escaped = false
        for position in line.indices {
            let character = line[position]
            if escaped {
                escaped = false
            } else if character == "\\" && isQuoted {
                escaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == "#" && !isQuoted {
                return String(line[..<position])
            }
        }
        return String(line)
    }

    private static func quoted(_ value: String) -> String {
        let plain =
            !value.isEmpty
            && value.utf8.allSatisfy { byte in
                (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
                    || byte == 0x5F || byte == 0x2E || byte == 0x2D || byte == 0x2B
            }
        guard !plain else { return value }
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\"", "\\": text += "\\\(scalar)"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmed: String {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
