extension PropertyFile {
    /// Takes the values behind a colon apart: commas between them, quotation marks around what is not plain.
    struct ValueReader {
        /// Whether a quotation mark is open.
        private(set) var isQuoted = false
        private var values: [String] = []
        private var current = ""
        private var wasQuoted = false
        private var escaped = false

        /// Takes the next character.
        ///
        /// - Returns: What is wrong with it; nil when nothing is. To leave something out would lose it when the file
        ///   is written the next time.
        mutating func take(_ character: Character) -> String? {
            if escaped {
                current.append(Self.meaning(ofEscaped: character))
                escaped = false
            } else if isQuoted {
                takeQuoted(character)
            } else if character == "\"" {
                guard !wasQuoted, current.trimmed.isEmpty else { return "a comma is needed before a quotation mark" }
                (current, isQuoted, wasQuoted) = ("", true, true)
            } else if character == "," {
                endValue()
            } else if !wasQuoted {
                current.append(character)
            } else if character != " ", character != "\t" {
                return "a comma is needed after a quoted value"
            }
            return nil
        }

        /// The values; none when there was nothing but blanks.
        mutating func finish() -> [String] {
            if wasQuoted || !current.trimmed.isEmpty || !values.isEmpty { endValue() }
            return values
        }

        private mutating func takeQuoted(_ character: Character) {
            switch character {
            case "\\": escaped = true
            case "\"": isQuoted = false
            default: current.append(character)
            }
        }

        private mutating func endValue() {
            values.append(wasQuoted ? current : current.trimmed)
            (current, wasQuoted) = ("", false)
        }

        private static func meaning(ofEscaped character: Character) -> Character {
            switch character {
            case "n": "\n"
            case "r": "\r"
            default: character
            }
        }
    }
}
