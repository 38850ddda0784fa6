internal import ORBBridge
internal import TangoIDL
internal import TangoTypes

/// What a subscriber was told of the present value, and when it is to be compared with what can be read then.
struct PresentValue {
    let content: DeviceEvent.Content
    let due: ContinuousClock.Instant
    private let rest: Int

    /// By then a subscription has reached its server, unless the network is very slow or the connection does not stand.
    private static let pause = Duration.seconds(1)

    init(_ content: DeviceEvent.Content) { self.init(content, rest: 10) }

    private init(_ content: DeviceEvent.Content, rest: Int) {
        (self.content, self.rest, due) = (content, rest, .now + Self.pause)
    }

    /// For the next comparison; nil after so many that a server without connection counts as gone.
    func after(_ content: DeviceEvent.Content) -> PresentValue? {
        rest > 1 ? PresentValue(content, rest: rest - 1) : nil
    }
}

extension DeviceEvent.Content {
    /// Whether a subscriber would learn nothing from the other: the time of a reading does not count.
    func isSame(as other: DeviceEvent.Content) -> Bool {
        switch (self, other) {
        case (.value(let one), .value(let two)): one.raw.withoutTime.cdrBytes() == two.raw.withoutTime.cdrBytes()
        case (.configuration(let one), .configuration(let two)): one.cdrBytes() == two.cdrBytes()
        case (.interface(let one), .interface(let two)): one.cdrBytes() == two.cdrBytes()
        case (.error(let one), .error(let two)): one.errors.map(\.reason) == two.errors.map(\.reason)
        default: false
        }
    }
}

extension AttributeValue_5 {
    fileprivate var withoutTime: AttributeValue_5 {
        var value = self
        value.time = TimeVal(tv_sec: 0, tv_usec: 0, tv_nsec: 0)
        return value
    }
}
