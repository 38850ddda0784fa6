import TangoIDL
import TangoTypes

/// What an attribute was set to, and when. It is kept as it travels, because every read of the attribute sends it.
struct SetValue: Sendable {
    var data: AttrValUnion
    var shape: ValueShape
    /// Whether anybody wrote it, or a memorized value was restored.
    var isKnown = false
    /// When it was written last.
    var written: MonotonicTime?

    /// Time since the last write; nil before the first.
    var age: Duration? { written.map { $0.duration(to: .now) } }
}
