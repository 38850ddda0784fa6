import TangoIDL
import TangoServer
import TangoTypes

/// Shows attributes of other devices under names of its own, beside one that is really its own.
actor Gateway: Device {
    static let reads = AttributeKey<Int32>("Reads")

    static let interface = Interface<Gateway>("Gateway") {
        Attribute(
            reads,
            read: { device in
                device.reads += 1
                return device.reads
            })
        Attribute(forwarded: "Value")
        Attribute(forwarded: "Trace")
        Attribute(forwarded: "Text", label: "From the code")
        Attribute(forwarded: "Mode")
        Attribute(forwarded: "Ramp")
        Attribute(forwarded: "Spare")
    }

    nonisolated let context: DeviceContext
    private var reads: Int32 = 0

    init(context: DeviceContext) { self.context = context }
    func initialize() { context.setState(.ON) }
}

TangoServerApplication(ServerDescription(classes: [DeviceClass(Gateway.self)], level: .five)).run()
