import FrameEngine

/// Everything that the attributes show, at one moment.
@dynamicMemberLookup
struct ShownValues: Sendable {
    /// The values of the engine.
    var engine = EngineSnapshot()
    /// The regions of interest.
    var regions = Regions()

    subscript<Value>(dynamicMember path: KeyPath<EngineSnapshot, Value>) -> Value { engine[keyPath: path] }
}
