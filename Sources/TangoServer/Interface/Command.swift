public import TangoIDL
public import TangoTypes

/// One command of an interface table. `taking:` and `returning:` fix the types of the closure.
public struct Command<D: Device>: Sendable {
    /// Name and types, as clients see them.
    public let definition: CommandDefinition
    /// States in which it may run; nil means all.
    let states: Set<DevState>?
    /// The class's own rule.
    let when: (@Sendable (isolated D) -> Bool)?
    /// The period that the class asks for; nil when it is polled only if somebody configures it.
    let polling: Duration?
    /// Takes and answers what is on the wire.
    let execute: @Sendable (isolated D, CORBAAny) throws -> CORBAAny

    private init(
        _ definition: CommandDefinition, _ options: Options,
        _ execute: @escaping @Sendable (isolated D, CORBAAny) throws -> CORBAAny
    ) {
        self.definition = definition
        states = options.states
        when = options.when
        polling = options.polling
        self.execute = execute
    }

    private struct Options {
        var states: Set<DevState>?
        var when: (@Sendable (isolated D) -> Bool)?
        var polling: Duration?
    }

    /// A command without argument and without result.
    public init(
        _ name: String, inputDescription: String? = nil, outputDescription: String? = nil,
        level: DispLevel = .OPERATOR, allowed: Set<DevState>? = nil, when: (@Sendable (isolated D) -> Bool)? = nil,
        polling: Duration? = nil, _ body: @escaping @Sendable (isolated D) throws -> Void
    ) {
        let definition = CommandDefinition(
            name: name, level: level, inputDescription: inputDescription, outputDescription: outputDescription)
        self.init(definition, Options(states: allowed, when: when, polling: polling)) { device, any in
            try definition.requireNoArgument(any)
            try body(device)
            return .null
        }
    }

    /// A command that takes a value.
    public init<Input: CommandValue>(
        _ name: String, taking: Input.Type, inputDescription: String? = nil, outputDescription: String? = nil,
        level: DispLevel = .OPERATOR, allowed: Set<DevState>? = nil, when: (@Sendable (isolated D) -> Bool)? = nil,
        _ body: @escaping @Sendable (isolated D, Input) throws -> Void
    ) {
        let definition = CommandDefinition(
            name: name, level: level, inputType: Input.commandType, inputDescription: inputDescription,
            outputDescription: outputDescription)
        self.init(definition, Options(states: allowed, when: when)) { device, any in
            try body(device, definition.argument(any))
            return .null
        }
    }

    /// A command that returns a value.
    public init<Output: CommandValue>(
        _ name: String, returning: Output.Type, inputDescription: String? = nil, outputDescription: String? = nil,
        level: DispLevel = .OPERATOR, allowed: Set<DevState>? = nil, when: (@Sendable (isolated D) -> Bool)? = nil,
        polling: Duration? = nil,
        _ body: @escaping @Sendable (isolated D) throws -> Output
    ) {
        let definition = CommandDefinition(
            name: name, level: level, outputType: Output.commandType, inputDescription: inputDescription,
            outputDescription: outputDescription)
        self.init(definition, Options(states: allowed, when: when, polling: polling)) { device, any in
            try definition.requireNoArgument(any)
            return try body(device).any
        }
    }

    /// A command that takes a value and returns one.
    public init<Input: CommandValue, Output: CommandValue>(
        _ name: String, taking: Input.Type, returning: Output.Type, inputDescription: String? = nil,
        outputDescription: String? = nil, level: DispLevel = .OPERATOR, allowed: Set<DevState>? = nil,
        when: (@Sendable (isolated D) -> Bool)? = nil,
        _ body: @escaping @Sendable (isolated D, Input) throws -> Output
    ) {
        let definition = CommandDefinition(
            name: name, level: level, inputType: Input.commandType, outputType: Output.commandType,
            inputDescription: inputDescription, outputDescription: outputDescription)
        self.init(definition, Options(states: allowed, when: when)) { device, any in
            try body(device, definition.argument(any)).any
        }
    }
}

extension Command {
    /// The same command with the error text that the reference implementation's admin device has for another argument.
    func expectingText(called type: String, _ word: String = "Imcompatible") -> Command {
        expecting(String.self, called: type, word)
    }

    /// The same for an argument of any type.
    func expecting<Input: CommandValue>(
        _: Input.Type, called type: String, _ word: String = "Imcompatible"
    ) -> Command {
        let execute = execute
        let options = Options(states: states, when: when, polling: polling)
        return Command(definition, options) { device, any in
            guard Input(any: any) != nil else {
                throw DevFailed(
                    .incompatibleCommandArgument,
                    "\(word) command argument type, expected type is : \(type)", origin: "Command::extract")
            }
            return try execute(device, any)
        }
    }
}

/// Collects the commands of an interface table.
@resultBuilder
public enum CommandBuilder<D: Device> {
    /// One command, with the device class known to its closure.
    public static func buildExpression(_ command: Command<D>) -> [Command<D>] { [command] }
    /// The list.
    public static func buildBlock(_ commands: [Command<D>]...) -> [Command<D>] { commands.flatMap { $0 } }
    /// Commands made in a loop.
    public static func buildArray(_ commands: [[Command<D>]]) -> [Command<D>] { commands.flatMap { $0 } }
}
