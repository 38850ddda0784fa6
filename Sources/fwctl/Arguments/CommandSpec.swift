/// What a command takes and what it is for: the source of its parsing and of its help.
struct CommandSpec: Sendable {
    /// A word without dashes.
    struct Positional: Sendable {
        let name: String
        let help: String
        var isOptional = false
        var isRepeated = false
    }

    /// `--name`, or `--name VALUE` when it has a placeholder.
    struct Option: Sendable {
        let name: String
        var placeholder: String?
        let help: String

        init(_ name: String, _ placeholder: String? = nil, _ help: String) {
            self.name = name
            self.placeholder = placeholder
            self.help = help
        }
    }

    let name: String
    let summary: String
    var positionals: [Positional] = []
    var options: [Option] = []
    let examples: [String]

    /// What every command takes.
    static let common = [
        Option("json", nil, "answer with one JSON document on standard output"),
        Option("help", nil, "show this text"),
    ]

    var allOptions: [Option] { options + Self.common }
}

/// One command of the tool.
protocol Subcommand: Sendable {
    static var spec: CommandSpec { get }
    /// Does the work. **Throws**: ``UsageError`` for wrong arguments, any other error for work that failed.
    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitStatus
}

/// How a script learns what happened.
enum ExitStatus: Int32, CaseIterable {
    case success = 0
    case failure = 1
    case usage = 2
    case notFound = 3
    case unreachable = 4

    var meaning: String {
        switch self {
        case .success: "it worked"
        case .failure: "it failed, the message on standard error says why"
        case .usage: "the arguments are wrong"
        case .notFound: "what was asked for does not exist"
        case .unreachable: "the device server does not answer"
        }
    }
}
