import Synchronization
public import TangoIDL
public import TangoTypes

/// An attribute made at run time whose value the device publishes, instead of being asked for it.
///
/// **Isolation**: any thread; publishing never waits for the device.
public final class AttributeHandle<Value: TangoValue>: Sendable {
    /// Name and type.
    public let key: AttributeKey<Value>
    private let events: EventSink
    private let last: Mutex<Reading<Value>>
    /// Held while a reading is kept and sent, so that the last event is what clients read.
    private let publishing = Mutex(())

    init(_ key: AttributeKey<Value>, initial: Reading<Value>, events: EventSink) {
        self.key = key
        self.events = events
        last = Mutex(initial)
    }

    /// What clients read.
    public var reading: Reading<Value> { last.withLock { $0 } }

    /// Makes `value` what clients read, and sends it as change and archive event.
    public func publish(_ value: Value, quality: AttrQuality = .ATTR_VALID, time: TimeVal? = nil) {
        publish(Reading(value, quality: quality, time: time ?? .now))
    }

    /// Makes `reading` what clients read, and sends it as change and archive event.
    public func publish(_ reading: Reading<Value>) {
        publishing.withLock { _ in
            last.withLock { $0 = reading }
            events.push(key, reading)
        }
    }
}
