import TangoIDL
import TangoTypes

/// One command of one device, bound to it.
///
/// **Isolation**: its closures run inside the device's monitor.
public struct CommandRuntime: Sendable {
    /// Name, types and texts.
    public let definition: CommandDefinition
    /// The period that the class asks for.
    let polling: Duration?
    /// Whether it may run now.
    let isAllowed: @Sendable () -> Bool
    /// Runs it.
    let execute: @Sendable (CORBAAny) throws -> CORBAAny
}
