/// Hears what the engine changes by itself.
///
/// **Isolation**: all calls come from one private thread of the engine, one at a time; a slow observer delays only
/// later calls, never the engine.
public protocol EngineObserver: AnyObject, Sendable {
    /// The state or its sentence changed. Every change is told, in order.
    func engineStateChanged(_ state: EngineState, status: String)
    /// These values changed. At most ten calls a second; the last value of each is always told.
    func engineValuesChanged(_ values: Set<EngineValue>, _ snapshot: EngineSnapshot)
}
