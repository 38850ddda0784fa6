/// A shell pattern for base names: `*`, `?` and `[ ]` (ranges, `!` or `^` negates), case-sensitive.
///
/// Matches Unicode scalars. A name that begins with a dot is matched like any other.
public struct Glob: Sendable, Hashable {
    /// The pattern as written.
    public let pattern: String
    private let tokens: [Token]

    private enum Token: Sendable, Hashable {
        case literal(Unicode.Scalar)
        case any
        case anySequence
        case set(ranges: [ClosedRange<Unicode.Scalar>], negated: Bool)
    }

    /// Reads a pattern; nil when it is empty or contains a slash.
    public init?(_ pattern: String) {
        guard !pattern.isEmpty, !pattern.utf8.contains(UInt8(ascii: "/")) else { return nil }
        self.pattern = pattern
        tokens = Self.parse(Array(pattern.unicodeScalars))
    }

    /// Whether the whole name matches.
    public func matches(_ name: String) -> Bool {
        let text = Array(name.unicodeScalars)
        var position = 0
        var token = 0
        var star: (token: Int, position: Int)?
        while position < text.count {
            if token < tokens.count, tokens[token] == .anySequence {
                star = (token, position)
                token += 1
            } else if token < tokens.count, Self.accepts(tokens[token], text[position]) {
                token += 1
                position += 1
            } else if let last = star {
                // Let the last star take one scalar more: enough, because earlier stars cannot do better.
                star = (last.token, last.position + 1)
                token = last.token + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .anySequence }
    }

    private static func accepts(_ token: Token, _ scalar: Unicode.Scalar) -> Bool {
        switch token {
        case .literal(let wanted): scalar == wanted
        case .any: true
        case .anySequence: false
        case .set(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
        }
    }

    private static func parse(_ text: [Unicode.Scalar]) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        while index < text.count {
            switch text[index] {
            case "*":
                if tokens.last != .anySequence { tokens.append(.anySequence) }
                index += 1
            case "?":
                tokens.append(.any)
                index += 1
            case "[":
                if let (token, next) = parseSet(text, from: index) {
                    tokens.append(token)
                    index = next
                } else {
                    tokens.append(.literal("["))
                    index += 1
                }
            default:
                tokens.append(.literal(text[index]))
                index += 1
            }
        }
        return tokens
    }

    /// Reads `[…]`; nil when the bracket is never closed, so that it stands for itself.
    private static func parseSet(_ text: [Unicode.Scalar], from start: Int) -> (Token, next: Int)? {
        var index = start + 1
        let negated = index < text.count && (text[index] == "!" || text[index] == "^")
        if negated { index += 1 }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        let first = index
        while index < text.count {
            if text[index] == "]", index > first { return (.set(ranges: ranges, negated: negated), index + 1) }
            if index + 2 < text.count, text[index + 1] == "-", text[index + 2] != "]" {
                if text[index] <= text[index + 2] { ranges.append(text[index]...text[index + 2]) }
                index += 3
            } else {
                ranges.append(text[index]...text[index])
                index += 1
            }
        }
        return nil
    }
}
