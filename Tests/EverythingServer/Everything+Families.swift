import TangoIDL
import TangoServer
import TangoTypes

// Thirteen types as scalar, spectrum and image; readable, writable, both, and readable with a partner to write.
extension Everything {
    static let families: [Attribute<Everything>] =
        family(Bool.self, "boolean") + family(UInt8.self, "uchar") + family(Int16.self, "short")
        + family(UInt16.self, "ushort") + family(Int32.self, "long") + family(UInt32.self, "ulong")
        + family(Int64.self, "long64") + family(UInt64.self, "ulong64") + family(Float.self, "float")
        + family(Double.self, "double") + family(String.self, "string") + family(DevState.self, "state")
        + family(Color.self, "enum")

    private static func family<Element: Sample>(_ type: Element.Type, _ name: String) -> [Attribute<Everything>] {
        let partner = "\(name)_scalar_wo"
        return three("\(name)_scalar") { Element.sample($0 % 4) } + [
            Attribute(AttributeKey<Element>("\(name)_scalar_rww"), setBy: partner, read: { _ in Element.sample(0) })
        ]
            + three("\(name)_spectrum") { number in
                [0, 1].map { Element.sample((number + $0) % 4) }
            }
            + three("\(name)_image") { number in
                Image(width: 2, pixels: (0..<4).map { Element.sample((number + $0) % 4) })
            }
    }

    private static func three<Value: TangoValue>(
        _ name: String, _ made: @escaping @Sendable (Int) -> Value
    ) -> [Attribute<Everything>] {
        let (read, write, both) = ("\(name)_ro", "\(name)_wo", "\(name)_rw")
        let isScalar = Value.format == .SCALAR
        let (maxX, maxY) = (isScalar ? 1 : 4, Value.format == .IMAGE ? 3 : 0)
        return [
            Attribute(AttributeKey<Value>(read), maxX: maxX, maxY: maxY, read: { _ in made(1) }),
            Attribute(AttributeKey<Value>(write), maxX: maxX, maxY: maxY, write: { _, _ in }),
            Attribute(
                AttributeKey<Value>(both), maxX: maxX, maxY: maxY, read: { $0.held(both) ?? made(3) },
                write: { $0.hold(both, $1) }),
        ]
    }
}
