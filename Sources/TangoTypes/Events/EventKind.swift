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
        case .change, .periodic, .archive, .user, .configuration, .quality: true
        case .dataReady, .interfaceChange, .pipe, .alarm: false
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
