import TangoTypes

/// The arguments of one command, checked against its ``CommandSpec``.
struct Arguments {
    private(set) var positionals: [String] = []
    private var values: [String: [String]] = [:]
    private let spec: CommandSpec

    /// Sorts `words` into positional arguments and options. `--` ends the options.
    init(_ words: [String], for spec: CommandSpec) throws(UsageError) {
        self.spec = spec
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                positionals += rest
                break
            } else if word == "-h" {
                values["help", default: []].append("")
            } else if word.hasPrefix("--") {
                try takeOption(String(word.dropFirst(2)), &rest)
            } else if word.hasPrefix("-"), word.count > 1, Double(word) == nil {
                throw UsageError("unknown option '\(word)'; options begin with two dashes")
            } else {
                positionals.append(word)
            }
        }
        if !flag("help") { try checkCount() }
    }

    private mutating func takeOption(_ text: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = spec.allOptions.first(where: { $0.name == parts[0] }) else {
            let near = Spelling.nearest(to: parts[0], among: spec.allOptions.map(\.name), within: 2)
            let hint = near.map { "; did you mean '--\($0)'?" } ?? ""
            throw UsageError("unknown option '--\(parts[0])'\(hint)")
        }
        guard let placeholder = option.placeholder else {
            guard parts.count == 1 else { throw UsageError("'--\(option.name)' takes no value") }
            return values[option.name, default: []].append("")
        }
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
            throw UsageError("'--\(option.name)' needs a value: \(placeholder)")
        }
        values[option.name, default: []].append(value)
    }

    private func checkCount() throws(UsageError) {
        let needed = spec.positionals.filter { !$0.isOptional }
        if positionals.count < needed.count {
            throw UsageError("missing argument \(needed[positionals.count].name): \(needed[positionals.count].help)")
        }
        if positionals.count > spec.positionals.count, spec.positionals.last?.isRepeated != true {
            throw UsageError("unexpected argument '\(positionals[spec.positionals.count])'")
        }
    }

    /// Whether an option without a value was given.
    func flag(_ name: String) -> Bool { values[name] != nil }

    /// The last value of an option.
    func text(_ name: String) -> String? { values[name]?.last }

    /// Every value of an option that may be repeated.
    func texts(_ name: String) -> [String] { values[name] ?? [] }

    /// The value of an option as a number, which must lie in `range`.
    func number<Number: LosslessStringConvertible & Comparable>(
        _ name: String, in range: ClosedRange<Number>
    ) throws(UsageError) -> Number? {
        guard let text = text(name) else { return nil }
        guard let number = Number(text), range.contains(number) else {
            throw UsageError("'--\(name) \(text)': a number from \(range.lowerBound) to \(range.upperBound) is needed")
        }
        return number
    }

    /// The value of an option as one of the cases of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of: Choice.Type = Choice.self
    ) throws(UsageError) -> Choice? where Choice.RawValue == String {
        guard let text = text(name) else { return nil }
        return try Self.choice(text, option: name)
    }

    /// `text` as one of the cases of an enumeration.
    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String, option: String
    ) throws(UsageError) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("'--\(option) \(text)': one of \(known) is needed")
        }
        return choice
    }
}
