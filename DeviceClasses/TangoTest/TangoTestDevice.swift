import Log
import TangoIDL
public import TangoServer
import TangoTypes

/// The well-known test device: an attribute of every type and shape, an echo command for every command type.
///
/// Three kinds of attributes make up the table. *Echoes* read back what was written; *made-up* ones have a new value
/// every ``sleepPeriod``, some of them bounded by a set value; `no_value` and `throw_exception` always fail. Nothing runs
/// in the background: a made-up value is computed when somebody reads it for the first time in its period.
public actor TangoTestDevice: Device {
    /// What the framework gave to this device.
    public nonisolated let context: DeviceContext

    private var written = AttributeValues()
    private var madeUp = MadeUpValues()
    private var pattern = TestPattern()
    private var generation = Generation.byRequest
    private(set) var imageSize = TestPattern.imageSide

    /// Makes the device.
    public init(context: DeviceContext) { self.context = context }

    // MARK: Properties

    static let multithreaded = PropertyKey<Bool?>(
        "Mthreaded_impl", description: "Multi-threaded implementation (true/false")
    static let sleepPeriod = PropertyKey<Int?>("Sleep_period", description: "Data generation period (in ms")
    static let imageSizeKey = PropertyKey<Int>(
        "UShort_image_ro_size", default: TestPattern.imageSide, description: "Size of the ushort_image_ro attribute")

    // MARK: Life

    /// Forgets everything that was written, and reads the properties again.
    public func initialize() throws {
        written = AttributeValues()
        madeUp = MadeUpValues()
        imageSize = max(1, try context.property(Self.imageSizeKey))
        guard try context.property(Self.multithreaded) ?? true else {
            generation = .byRequest
            return
        }
        let period = max(1, try context.property(Self.sleepPeriod) ?? 2000)
        generation = .byTime(.milliseconds(period))
        context.setState(.RUNNING)
    }

    /// Counts the requests, for devices whose values change with every request.
    public func readHardware(_ attributes: [String]) { generation.countRequest() }

    /// Changes between RUNNING and FAULT.
    func switchStates() { context.setState(context.state == .RUNNING ? .FAULT : .RUNNING) }

    /// Tells that the crash commands do nothing here.
    func refuseCrash() { context.logger.error("crash reports are not supported: nothing was done") }

    // MARK: Values

    /// What was written last, else what the attribute starts with.
    func value<Value>(of slot: Slot<Value>) -> Value { written[slot.place] ?? slot.start() }

    /// Keeps what was written.
    func keep<Value>(_ value: Value, in slot: Slot<Value>) { written[slot.place] = value }

    /// The value that is made up for the present period.
    func madeUpValue<Value>(_ place: Place<Value>, _ make: (inout TestPattern) throws -> Value) rethrows -> Value {
        let number = generation.current()
        pattern.angle = number
        return try madeUp.value(in: place, of: number) { try make(&pattern) }
    }
}
