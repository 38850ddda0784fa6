import TangoIDL
import TangoServer
import TangoTypes
import Testing

private actor Lamp: Device {
    static let power = AttributeKey<Double>("Power")
    static let interface = Interface<Lamp>("Lamp") {
        Attribute(Lamp.power, unit: "W", min: 0, max: 60, read: { $0.watts }, write: { $0.watts = $1 })
    } commands: {
        Command("Off") { $0.watts = 0 }
    }
    nonisolated let context: DeviceContext
    private var watts = 0.0
    init(context: DeviceContext) { self.context = context }
    func initialize() { context.setState(.ON) }
}

private actor Careless: Device {
    static let interface = Interface<Careless>("Careless") {
        Attribute(AttributeKey<Double>("Same"), min: 10, max: 5, read: { _ in 0 })
        Attribute(AttributeKey<Int32>("same"), read: { _ in 0 })
        Attribute(AttributeKey<Image<UInt8>>("Picture"), maxX: 10, read: { _ in Image(width: 0, pixels: []) })
        Attribute(AttributeKey<EnumIndex>("Mode"), read: { _ in EnumIndex(rawValue: 0) })
        Attribute(AttributeKey<[Double]>("Kept"), maxX: 3, memorized: .hardware, write: { _, _ in })
        Attribute(AttributeKey<Double>("Lost"), setBy: "Nobody", read: { _ in 0 })
        Attribute(AttributeKey<Double>("Not a name"))
        Attribute(AttributeKey<[Double]>("Trace"), read: { _ in [] })
    } commands: {
        Command("Init") { _ in }
    }
    nonisolated let context: DeviceContext
    init(context: DeviceContext) { self.context = context }
}

struct InterfaceTests {
    @Test func aGoodTableHasNoProblems() {
        #expect(Lamp.interface.problems.isEmpty)
    }

    @Test(arguments: [
        "attribute same: the name differs", "attribute Picture: an image needs maxY", "attribute Mode: an enumeration",
        "attribute Kept: only scalars can be memorized", "attribute Lost: Nobody is no writable",
        "attribute Not a name: use letters", "attribute Not a name: neither read nor written",
        "command Init: every device has it", "attribute Same, min_value",
        "attribute Trace: a spectrum or an image needs maxX",
    ])
    func aCarelessTableIsRefused(with problem: String) {
        #expect(Careless.interface.problems.contains { $0.contains(problem) }, "\(Careless.interface.problems)")
    }

    @Test func aProblemOfAnAttributeNamesItsPlace() {
        let trace = Careless.interface.problems.first { $0.contains("attribute Trace") }
        #expect(trace?.hasPrefix("InterfaceTests.swift:28:18: attribute Trace") == true, "\(trace ?? "none")")
    }
}
