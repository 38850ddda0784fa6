/// What an event is about.
///
/// The raw value is the name in subscriptions and topics.
public enum EventKind: String, Sendable, CaseIterable {
    /// The value changed by more than configured, or its quality, or it failed.
    case change
    /// The value, once per period.
    case periodic
    /// The value changed by more than an archiver wants to miss, or a period is over.
    case archive
    /// Whatever the device's code says.
    case user = "user_event"
    /// The configuration of an attribute changed.
    case configuration = "attr_conf"
    /// Data can be read now.
    case dataReady = "data_ready"
    /// Attributes or commands came or went.
    case interfaceChange = "intr_change"
    /// A pipe has new contents.
    case pipe
    /// The quality went into or out of ALARM or WARNING. Level 6.
    case alarm
    /// Obsolete: accepted by servers of level 5 and never sent.
    case quality

    /// A number below that of all kinds, for tables: looking a kind up by its text would cost more than sending.
    public var place: Int {
        switch self {
        case .change: 0
        case .periodic: 1
        case .archive: 2
        case .user: 3
        case .configuration: 4
        case .dataReady: 5
        case .interfaceChange: 6
        case .pipe: 7
        case .alarm: 8
        case .quality: 9
        }
    }

    /// Whether the topic for clients of level 5 and more begins the event name with `idl5_`.
    var hasModernTopic: Bool {
        switch self {
        case .change, .periodic, .archive, .user, .configuration: true
        default: false
        }
    }

    /// Whether the payload is an attribute's value.
    public var carriesValue: Bool {
        switch self {
        case .change, .periodic, .archive, .user, .alarm: true
        default: false
        }
    }
}

/// Which of the two payloads a subscriber decodes.
public enum EventGeneration: Int, Sendable, CaseIterable {
    /// Clients up to level 4: `AttributeValue_4`, `AttributeConfig_3`.
    case legacy
    /// Clients from level 5 on: `AttributeValue_5`, `AttributeConfig_5`.
    case modern
}

/// An event as it is named in a subscription: the kind, and what the name says about the client.
public struct EventRequest: Sendable, Equatable {
    /// The kind of event.
    public var kind: EventKind
    /// Interface level of the client, clipped to that of the device.
    public var clientLevel: Int

    /// Reads an event name and a level as `ZmqEventSubscriptionChange` carries them.
    ///
    /// - Parameters:
    ///   - name: The event's name, with or without a prefix `idlN_`, in any case.
    ///   - level: The level as text; `0`: derive it from the name; nil: an old client that does not say.
    ///   - deviceLevel: What the device speaks.
    /// - Returns: nil for an event that does not exist.
    public init?(name: String, level: String?, deviceLevel: Int) {
        let (kindName, prefixLevel) = Self.split(name.lowercased())
        guard let kind = EventKind(rawValue: kindName) else { return nil }
        self.kind = kind
        let given = level.flatMap { Int($0) }
        let derived = prefixLevel ?? Self.levelWithoutPrefix(kind)
        let wanted =
            switch given {
            case nil: kind == .configuration ? 3 : 4
            case 0: derived
            case let level?: level
            }
        clientLevel = min(wanted, deviceLevel)
    }

    private static func levelWithoutPrefix(_ kind: EventKind) -> Int {
        switch kind {
        case .configuration: 3
        case .alarm: 6
        default: 4
        }
    }

    private static func split(_ name: String) -> (String, Int?) {
        let bytes = Array(name.utf8)
        guard bytes.count > 5, name.hasPrefix("idl"), bytes[4] == UInt8(ascii: "_"),
            let level = Int(name.dropFirst(3).prefix(1))
        else { return (name, nil) }
        return (String(name.dropFirst(5)), level)
    }

    /// Which payload this client decodes.
    public var generation: EventGeneration { clientLevel >= 5 ? .modern : .legacy }
}
