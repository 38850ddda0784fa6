import TangoIDL
import TangoTypes

/// A value that passed all checks and only has to be given to the device.
struct PendingWrite {
    /// The position in the request.
    let index: Int
    let attribute: AttributeRuntime
    private let data: AttrValUnion
    private let shape: ValueShape
    private var previous: SetValue?

    /// A checked value.
    init(index: Int, attribute: AttributeRuntime, data: AttrValUnion, shape: ValueShape) {
        self.index = index
        self.attribute = attribute
        switch attribute.definition.format {
        case .SCALAR:
            self.data = shape.count > 1 ? attribute.values.first(data) : data
            self.shape = .scalar
        default:
            self.data = data
            self.shape = shape
        }
    }

    /// Gives it to the device and keeps it as the set value; an error of the class leaves the old set value.
    mutating func perform() throws {
        // Not earlier: the same request may have written this attribute before.
        // The class may look at its own set value while it writes, so it is in force before the call.
        previous = attribute.values.exchange(SetValue(data: data, shape: shape, isKnown: true, written: .now))
        do { try attribute.values.write(data, shape: shape) } catch {
            undo()
            throw error
        }
    }

    /// Puts the set value back that was in force before ``perform()``.
    func undo() {
        if let previous { attribute.values.keep(previous) }
    }
}
