import TangoIDL
import TangoTypes

/// One command of one device, bound to it; an object, because every execution looks it up.
///
/// **Isolation**: its closures run inside the device's monitor.
public final class CommandRuntime: Sendable {
    /// Name, types and texts.
    public let definition: CommandDefinition
    /// The period that the class asks for.
    let polling: Duration?
    /// Whether it may run now.
    let isAllowed: @Sendable () -> Bool
    /// Runs it.
    let execute: @Sendable (CORBAAny) throws -> CORBAAny

    init(
        definition: CommandDefinition, polling: Duration?, isAllowed: @escaping @Sendable () -> Bool,
        execute: @escaping @Sendable (CORBAAny) throws -> CORBAAny
    ) {
        (self.definition, self.polling, self.isAllowed, self.execute) = (definition, polling, isAllowed, execute)
    }
}
