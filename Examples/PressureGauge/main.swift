import TangoIDL
import TangoServer
import TangoTypes

actor PressureGauge: Device {
    static let pressure = AttributeKey<Double>("Pressure")
    static let gain = AttributeKey<Int32>("Gain")

    static let interface = Interface<PressureGauge>("PressureGauge") {
        Attribute(pressure, unit: "mbar", read: { $0.reading * Double($0.gain) })
        Attribute(gain, min: 1, max: 10, read: { $0.gain }, write: { $0.gain = $1 })
    } commands: {
        Command("Zero") { $0.reading = 0 }
        Command("Average", taking: Int32.self, returning: Double.self) { $0.reading / Double(max($1, 1)) }
    }

    nonisolated let context: DeviceContext
    private var reading = 1013.25
    private var gain: Int32 = 1

    init(context: DeviceContext) { self.context = context }
    func initialize() { context.setState(.ON) }
}

TangoServerApplication(ServerDescription(classes: [DeviceClass(PressureGauge.self)])).run()
