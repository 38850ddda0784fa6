import Dispatch
import Glibc
import Synchronization
import TangoIDL
import TangoServer
import TangoTypes

enum Mode: Int16, TangoEnum {
    case idle, slow, fast
}

/// Sends events of every kind when it is told to, so that tests know what clients must have got.
actor EventSource: Device {
    static let mode = AttributeKey<Mode>("Mode")
    static let level = AttributeKey<Double>("Level")
    static let blob = AttributeKey<DevEncoded>("Blob")
    static let counter = AttributeKey<Int64>("Counter")
    static let stamp = AttributeKey<Int64>("Stamp")
    static let ramp = AttributeKey<Double>("Ramp")
    static let checked = AttributeKey<Double>("Checked")
    static let quiet = AttributeKey<Double>("Quiet")

    static let interface = Interface<EventSource>("EventSource", pushesState: true) {
        Attribute(mode, pushed: .change, memorized: .hardware, read: { $0.mode }, write: { $0.setMode($1) })
        Attribute(
            level, alarms: AlarmLevels(max: 100, maxWarning: 50), pushed: [.change, .archive], memorized: .hardware,
            read: { $0.level }, write: { $0.setLevel($1) })
        Attribute(blob, pushed: [.change, .archive], read: { $0.blob })
        Attribute(counter, pushed: [.change, .archive, .dataReady], read: { _ in count.load(ordering: .relaxed) })
        Attribute(stamp, pushed: .change, read: { $0.stamp })
        Attribute(
            ramp, events: EventDefaults(absoluteChange: "1.5", period: .milliseconds(300), archiveAbsoluteChange: "3"),
            polling: .milliseconds(100), read: { $0.climb() })
        Attribute(checked, pushed: [.detectChange, .detectArchive], read: { $0.level })
        Attribute(quiet, read: { $0.level })
    } commands: {
        Command("Push", taking: Int32.self) { $0.push($1) }
        Command("PushError") { $0.pushError() }
        Command("PushBlob", taking: String.self) { $0.push($1) }
        Command("PushStamps", taking: Int32.self) { $0.pushStamps($1) }
        Command("DataReady", taking: Int32.self) { $0.context.events.pushDataReady(counter, counter: $1) }
        Command("PushPipe", taking: String.self) { $0.pushPipe($1) }
        Command("PushPipeError") { $0.context.events.pushPipe("Report", error: broken) }
        Command("AddAttribute", taking: String.self) { try $0.add($1) }
        Command("RemoveAttribute", taking: String.self) { $0.removeAttribute(named: $1) }
        Command("Hold", taking: Int32.self, returning: Int64.self) { $0.hold(milliseconds: $1) }
        Command("Disturb") { _ in try Disturbance.start() }
    } pipes: {
        Pipe("Report", read: { $0.report })
    }

    /// Counts on over restarts of the device, so that every value is told once.
    private static let count = Atomic<Int64>(0)
    private static let broken = DevFailed("Test_Broken", "Broken on purpose.", origin: "EventSource")

    nonisolated let context: DeviceContext
    private var mode = Mode.idle
    private var level = 1.0
    private var blob = DevEncoded(encoded_format: "text", encoded_data: [])
    private var stamp: Int64 = 0
    private var height = 0.0
    private var report = PipeBlob("report", [PipeElement("Text", "nothing")])

    init(context: DeviceContext) { self.context = context }

    func initialize() { context.setState(.ON) }

    private func setMode(_ value: Mode) {
        mode = value
        context.events.push(Self.mode, value)
    }

    private func setLevel(_ value: Double) {
        level = value
        context.events.push(Self.level, value)
        context.events.push(Self.checked, value)
    }

    private func climb() -> Double {
        height += 1
        return height
    }

    private func push(_ times: Int32) {
        for _ in 0..<max(times, 0) {
            let value = Self.count.add(1, ordering: .relaxed).newValue
            context.events.push(Self.counter, value, as: [.change, .archive, .user])
        }
    }

    /// Stays inside the monitor while another thread pushes every 10 ms, and answers what was pushed last.
    private func hold(milliseconds: Int32) -> Int64 {
        let end = MonotonicClock.nanoseconds + Int64(milliseconds) * 1_000_000
        let pushing = DispatchGroup()
        DispatchQueue.global().async(group: pushing) { [context] in
            while MonotonicClock.nanoseconds < end {
                let value = Self.count.add(1, ordering: .relaxed).newValue
                context.events.push(Self.counter, value, as: [.change, .user])
                usleep(10_000)
            }
        }
        pushing.wait()
        return Self.count.load(ordering: .relaxed)
    }

    private func pushError() {
        context.events.push(Self.counter, error: Self.broken, as: [.change, .archive, .user])
    }

    private func push(_ text: String) {
        blob = DevEncoded(encoded_format: "text", encoded_data: Array(text.utf8))
        context.events.push(Self.blob, blob)
    }

    private func pushStamps(_ times: Int32) {
        for _ in 0..<max(times, 0) {
            stamp = MonotonicClock.nanoseconds
            context.events.push(Self.stamp, stamp)
        }
    }

    private func pushPipe(_ text: String) {
        report = PipeBlob("report", [PipeElement("Text", text)])
        context.events.pushPipe("Report", report)
    }

    private func add(_ name: String) throws {
        try addAttribute(Attribute(AttributeKey<Double>(name), read: { $0.level }))
    }
}
