import TangoIDL
import TangoServer
import TangoTypes

enum Colour: Int16, TangoEnum {
    case red, green, blue
}

/// A device with an attribute of every type in every format, each reading back what was written.
actor EverythingDevice: Device {
    static let interface = Interface<EverythingDevice>("Everything") {
        for attribute in family(Bool.self) { attribute }
        for attribute in family(UInt8.self) { attribute }
        for attribute in family(Int16.self) { attribute }
        for attribute in family(UInt16.self) { attribute }
        for attribute in family(Int32.self) { attribute }
        for attribute in family(UInt32.self) { attribute }
        for attribute in family(Int64.self) { attribute }
        for attribute in family(UInt64.self) { attribute }
        for attribute in family(Float.self) { attribute }
        for attribute in family(Double.self) { attribute }
        for attribute in family(String.self) { attribute }
        for attribute in family(DevState.self) { attribute }
        for attribute in family(Colour.self) { attribute }
        echo(AttributeKey<DevEncoded>("DevEncoded_scalar"))
    }

    nonisolated let context: DeviceContext
    private var values: [String: any Sendable] = [:]

    init(context: DeviceContext) { self.context = context }

    func initialize() { context.setState(.ON) }

    static func scalar<Element: TangoScalar>(_ type: Element.Type) -> AttributeKey<Element> {
        AttributeKey("\(Element.self)_scalar")
    }

    static func spectrum<Element: TangoScalar>(_ type: Element.Type) -> AttributeKey<[Element]> {
        AttributeKey("\(Element.self)_spectrum")
    }

    static func image<Element: TangoScalar>(_ type: Element.Type) -> AttributeKey<Image<Element>> {
        AttributeKey("\(Element.self)_image")
    }

    private static func family<Element: TangoScalar>(_ type: Element.Type) -> [Attribute<EverythingDevice>] {
        [echo(scalar(type)), echo(spectrum(type)), echo(image(type))]
    }

    private static func echo<Value: TangoValue>(_ key: AttributeKey<Value>) -> Attribute<EverythingDevice> {
        Attribute(
            key, maxX: 16, maxY: 16, reading: { $0.reading(key) }, write: { $0.values[key.name] = $1 })
    }

    private func reading<Value: TangoValue>(_ key: AttributeKey<Value>) -> Reading<Value> {
        guard let value = values[key.name] as? Value else { return .invalid }
        return Reading(value)
    }
}
