/// What the engine as a whole is doing.
public enum EngineState: Sendable, Equatable {
    /// Opening directories and ledger.
    case starting
    /// Ready, stopped.
    case on
    /// Working.
    case running
    /// Working, but somebody should look.
    case alarm
    /// Cannot work.
    case fault
}
