extension PropertyFile {
    /// Parses a file.
    ///
    /// **Throws**: ``PropertyFileError`` with the number of the line.
    init(parsing text: String) throws(PropertyFileError) {
        self.init()
        var number = 0
        var pending: (line: Int, text: String)?
        for raw in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            var line = Self.withoutComment(raw.last == "\r" ? raw.dropLast() : raw)
            let continues = line.hasSuffix("\\")
            if continues { line.removeLast() }
            let whole = (pending?.text ?? "") + line
            let first = pending?.line ?? number
            pending = nil
            if continues {
                pending = (first, whole)
            } else {
                try take(whole, first)
            }
        }
        if let pending { try take(pending.text, pending.line) }
    }

    /// The file as it is written.
    var text: String {
        var text = "# Properties of a Tango device server. The server rewrites this file when values are stored.\n"
        for entry in entries {
            let values = entry.values.map(Self.quoted)
            text += "\(entry.key): \(values.joined(separator: ",\\\n    "))\n"
        }
        return text
    }

    private mutating func take(_ line: String, _ number: Int) throws(PropertyFileError) {
        let line = line.trimmed
        guard !line.isEmpty else { return }
        guard let (key, rest) = Self.splitKey(line) else {
            throw PropertyFileError(line: number, problem: "a name, a colon and a value are needed")
        }
        self[key] = try Self.values(rest, number)
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
        var values: [String] = []
        var current = ""
        var isQuoted = false
        var wasQuoted = false
        var escaped = false
        for character in text {
            if escaped {
                current.append(character)
                escaped = false
            } else if isQuoted {
                switch character {
                case "\\": escaped = true
                case "\"": isQuoted = false
                default: current.append(character)
                }
            } else if character == "\"" {
                isQuoted = true
                wasQuoted = true
                current = ""
            } else if character == "," {
                values.append(wasQuoted ? current : current.trimmed)
                (current, wasQuoted) = ("", false)
            } else if !wasQuoted {
                current.append(character)
            }
        }
        guard !isQuoted else { throw PropertyFileError(line: number, problem: "a quotation mark is missing") }
        let last = wasQuoted ? current : current.trimmed
        if wasQuoted || !last.isEmpty || !values.isEmpty { values.append(last) }
        return values
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
        for character in value {
            if character == "\"" || character == "\\" { text.append("\\") }
            text.append(character == "\n" ? " " : character)
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
