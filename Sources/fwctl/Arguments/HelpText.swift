/// Help, written from the specifications alone so that it cannot lag behind them.
enum HelpText {
    /// The list of all commands.
    static func overview(_ commands: [any Subcommand.Type]) -> String {
        let rows = commands.map { ($0.spec.name, $0.spec.summary) }
        let statuses = ExitStatus.allCases.map { ("\($0.rawValue)", $0.meaning) }
        return """
            fwctl: looks at a FrameWatch server and its ledger, simulates a detector, and talks to any Tango device.

            usage: fwctl COMMAND [argument…]

            commands:
            \(table(rows))

            'fwctl COMMAND --help' explains a command and shows examples; 'fwctl --version' tells the release.

            exit status:
            \(table(statuses))

            """
    }

    /// Everything about one command.
    static func command(_ spec: CommandSpec) -> String {
        let words = spec.positionals.map { argument in
            let name = argument.name + (argument.isRepeated ? "…" : "")
            return argument.isOptional ? " [\(name)]" : " \(name)"
        }
        var text = "fwctl \(spec.name): \(spec.summary)\n\nusage: fwctl \(spec.name)\(words.joined()) [--option…]\n"
        if !spec.positionals.isEmpty {
            text += "\narguments:\n" + table(spec.positionals.map { ($0.name, $0.help) }) + "\n"
        }
        let options = spec.allOptions.map { ("--\($0.name)" + ($0.placeholder.map { " \($0)" } ?? ""), $0.help) }
        text += "\noptions:\n" + table(options) + "\n"
        return text + "\nexamples:\n" + spec.examples.map { "  \($0)\n" }.joined()
    }

    private static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { name, help in
            let padding = String(repeating: " ", count: width - name.count + 2)
            let indent = "\n" + String(repeating: " ", count: width + 4)
            return "  " + name + padding + help.split(separator: "\n").joined(separator: indent)
        }.joined(separator: "\n")
    }
}
