import TangoIDL
import TangoServer
import TangoTypes

// The kinds of attributes that the tables are made of, each for every type.

extension TangoTestDevice {
    typealias Entry = Attribute<TangoTestDevice>

    /// Attributes whose class gives their own name as label. Clients see no difference, but the database does: a label
    /// that goes back to the library's is then stored, so that the one of the class stays hidden.
    private static let labelled: Set<String> = [
        "boolean_scalar", "float_scalar", "uchar_scalar", "ushort_scalar", "boolean_spectrum", "float_spectrum",
        "uchar_spectrum", "ushort_spectrum", "ushort_image_ro",
    ]

    private static func label(of name: String) -> String? { labelled.contains(name) ? name : nil }

    /// Reads back what was written; `kept` is what the device keeps of it.
    static func echo<Value: TangoValue>(
        _ name: String, start: @autoclosure @escaping @Sendable () -> Value, min: Value.Scalar? = nil,
        max: Value.Scalar? = nil, maxX: Int = 1, maxY: Int = 0, description: String? = nil,
        kept: @escaping @Sendable (Value) -> Value
    ) -> Entry {
        let slot = Slot(name, start: start())
        return Attribute(
            slot.key, label: label(of: name), description: description, min: min, max: max, maxX: maxX, maxY: maxY,
            read: { $0.value(of: slot) }, write: { $0.keep(kept($1), in: slot) })
    }

    /// A scalar that reads back what was written.
    static func echo<Value: TangoScalar>(
        _ name: String, start: @autoclosure @escaping @Sendable () -> Value, description: String? = nil
    ) -> Entry {
        echo(name, start: start(), description: description, kept: { $0 })
    }

    /// A spectrum that reads back what was written, as much as a row holds.
    static func echo<Element: TangoScalar>(
        row name: String, of element: Element, min: Element? = nil, max: Element? = nil, maxX: Int = 4096,
        description: String? = nil
    ) -> Entry {
        echo(
            name, start: [Element](repeating: element, count: TestPattern.rowLength), min: min, max: max, maxX: maxX,
            description: description, kept: { Array($0.prefix(TestPattern.rowLength)) })
    }

    /// An image that reads back what was written, as much as the device's own images hold.
    static func echo<Element: TangoScalar>(
        image name: String, of element: Element, side limit: Int = TestPattern.imageSide
    ) -> Entry {
        let side = TestPattern.imageSide
        return echo(
            name, start: Image(width: side, pixels: [Element](repeating: element, count: side * side)), maxX: limit,
            maxY: limit, kept: { $0.reflowed(into: side) })
    }

    /// A value that the device makes up.
    static func madeUp<Value: TangoValue>(
        _ name: String, label: String? = nil, description: String? = nil, min: Value.Scalar? = nil,
        max: Value.Scalar? = nil, maxX: Int = 1, maxY: Int = 0,
        _ make: @escaping @Sendable (isolated TangoTestDevice, inout TestPattern) -> Value
    ) -> Entry {
        let place = Place<Value>()
        return Attribute(
            AttributeKey<Value>(name), label: label ?? self.label(of: name), description: description, min: min,
            max: max,
            maxX: maxX, maxY: maxY, read: { device in device.madeUpValue(place) { make(device, &$0) } })
    }

    /// A made-up scalar with a set value of its own, which `make` need not heed.
    static func madeUp<Value: TangoScalar>(
        _ slot: Slot<Value>, description: String? = nil,
        _ make: @escaping @Sendable (isolated TangoTestDevice, inout TestPattern) -> Value
    ) -> Entry {
        let place = Place<Value>()
        return Attribute(
            slot.key, label: label(of: slot.key.name), description: description,
            read: { device in device.madeUpValue(place) { make(device, &$0) } },
            write: { $0.keep($1, in: slot) })
    }

    /// A made-up scalar whose set value is another attribute.
    static func madeUp<Value: TangoScalar>(
        _ name: String, setBy slot: Slot<Value>,
        _ make: @escaping @Sendable (isolated TangoTestDevice, inout TestPattern) -> Value
    ) -> Entry {
        let place = Place<Value>()
        return Attribute(
            AttributeKey<Value>(name), setBy: slot.key.name,
            read: { device in device.madeUpValue(place) { make(device, &$0) } })
    }

    /// A set value that can only be written.
    static func writeOnly<Value: TangoScalar>(_ slot: Slot<Value>) -> Entry {
        Attribute(slot.key, write: { $0.keep($1, in: slot) })
    }
}

extension Image {
    /// At most `side` columns and rows. The elements run on from row to row, as ever in this class, so that a wider
    /// image is not cut at its right edge.
    func reflowed(into side: Int) -> Image {
        let shape = (columns: Swift.min(width, side), rows: Swift.min(height, side))
        guard shape != (width, height) else { return self }
        return Image(
            width: shape.columns, height: shape.rows, pixels: Array(pixels.prefix(shape.columns * shape.rows)))
    }
}
