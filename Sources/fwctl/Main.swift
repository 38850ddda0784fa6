import FrameTypes
import Glibc
import TangoIDL
import TangoTypes

@main
enum Main {
    private static var commands: [any Subcommand.Type] {
        [
            ContactSheetCommand.self, ExplainCommand.self, ListCommand.self, SimulateCommand.self, StatusCommand.self,
            ReadCommand.self, WriteCommand.self, DeviceCommandCommand.self, MonitorCommand.self, DevicesCommand.self,
            PropertiesCommand.self,
        ]
    }

    static func main() { exit(run(Array(CommandLine.arguments.dropFirst())).rawValue) }

    private static func run(_ words: [String]) -> ExitStatus {
        guard let name = words.first else {
            Console.write(HelpText.overview(commands), to: STDERR_FILENO)
            return .usage
        }
        if ["--help", "-h", "help"].contains(name) {
            Console.write(HelpText.overview(commands), to: STDOUT_FILENO)
            return .success
        }
        if ["--version", "version"].contains(name) {
            Console.write("fwctl (\(Program.software))\n", to: STDOUT_FILENO)
            return .success
        }
        guard let command = commands.first(where: { $0.spec.name == name }) else {
            let hint = Spelling.nearest(to: name, among: commands.map { $0.spec.name }, within: 2).map {
                "did you mean '\($0)'?"
            }
            complain("unknown command '\(name)'; \(hint ?? "'fwctl help' lists what there is")")
            return .usage
        }
        return run(command, Array(words.dropFirst()))
    }

    private static func run(_ command: any Subcommand.Type, _ words: [String]) -> ExitStatus {
        do {
            let arguments = try Arguments(words, for: command.spec)
            if arguments.flag("help") {
                Console.write(HelpText.command(command.spec), to: STDOUT_FILENO)
                return .success
            }
            return try command.run(arguments, Console(json: arguments.flag("json"), command: command.spec.name))
        } catch let error as UsageError {
            complain("\(command.spec.name): \(error)\nTry 'fwctl \(command.spec.name) --help'.")
            return .usage
        } catch let error as CommandError {
            complain("\(command.spec.name): \(error)")
            return error.status
        } catch let error as DevFailed {
            complain("\(command.spec.name): \(error.text)")
            return error.exitStatus
        } catch {
            complain("\(command.spec.name): \(error)")
            return .failure
        }
    }

    private static func complain(_ text: String) { Console.write("fwctl: \(text)\n", to: STDERR_FILENO) }
}
