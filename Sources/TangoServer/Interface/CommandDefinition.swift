public import TangoIDL
public import TangoTypes

/// Name, types and texts of a command, as clients see them.
public struct CommandDefinition: Sendable, Equatable {
    /// The name in its original spelling.
    public var name: String
    /// Who sees it.
    public var level: DispLevel
    /// The type of the argument.
    public var inputType: TangoType
    /// The type of the result.
    public var outputType: TangoType
    /// What the argument means; nil is shown as `Uninitialised`.
    public var inputDescription: String?
    /// What the result means; nil is shown as `Uninitialised`.
    public var outputDescription: String?

    /// A description of a command, without argument and result unless said otherwise.
    public init(
        name: String, level: DispLevel = .OPERATOR, inputType: TangoType = .void, outputType: TangoType = .void,
        inputDescription: String? = nil, outputDescription: String? = nil
    ) {
        self.name = name
        self.level = level
        self.inputType = inputType
        self.outputType = outputType
        self.inputDescription = inputDescription
        self.outputDescription = outputDescription
    }

    /// The argument of a call.
    ///
    /// **Throws**: `API_IncompatibleCmdArgumentType`.
    func argument<Input: CommandValue>(_ any: CORBAAny) throws(DevFailed) -> Input {
        guard let input = Input(any: any) else { throw incompatible() }
        return input
    }

    /// Makes sure that a call carries no argument; old clients send an empty text or number, which is let through.
    func requireNoArgument(_ any: CORBAAny) throws(DevFailed) {}

    private func incompatible() -> DevFailed {
        DevFailed(
            .incompatibleCommandArgument,
            "Incompatible command argument type, expected type is : \(inputType.qualifiedName)",
            origin: "Command::extract()")
    }
}
