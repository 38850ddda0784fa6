/// An event as it is named in a subscription: the kind, and what the name says about the client.
public struct EventRequest: Sendable, Equatable {
    /// The kind of event; nil for a name that is none: nothing of that name is ever sent.
    public var kind: EventKind?
    /// The name as it stands in the topic, without the prefix `idlN_`.
    public var name: String
    /// Interface level of the client, clipped to that of the device.
    public var clientLevel: Int

    /// Reads an event name and a level as `ZmqEventSubscriptionChange` carries them.
    ///
    /// - Parameters:
    ///   - name: The event's name, with or without a prefix `idlN_`.
    ///   - level: The level as text; `0`: derive it from the name; nil: an old client that does not say.
    ///   - deviceLevel: What the device speaks.
    ///
    /// **Source**: release 9.3.4, where a name means an event only as it is written in ``EventKind``, and whatever contains
    /// `attr_conf` means the configuration.
    public init(name: String, level: String?, deviceLevel: Int) {
        let (bare, prefixLevel) = Self.split(name)
        self.init(bare: bare, deviceLevel: deviceLevel)
        let unsaid = bare == EventKind.configuration.rawValue ? 3 : 4
        let derived = prefixLevel ?? (kind == .alarm ? 6 : unsaid)
        let wanted =
            switch level.flatMap(Self.number) {
            case nil: unsaid
            case 0: derived
            case let level?: level
            }
        clientLevel = min(wanted, deviceLevel)
    }

    /// Reads an event name as the clients of the old notification service write it, to whom a prefix meant nothing.
    public init(ofOldClient name: String, deviceLevel: Int) { self.init(bare: name, deviceLevel: deviceLevel) }

    private init(bare name: String, deviceLevel: Int) {
        let isConfiguration = !name.ranges(of: EventKind.configuration.rawValue).isEmpty
        kind = isConfiguration ? .configuration : Self.kind(name, deviceLevel)
        self.name = name
        clientLevel = min(4, deviceLevel)
    }

    /// Whether a name is one of a subscription at all. This is decided without regard to case; the rest is not.
    public static func isKnown(_ name: String, deviceLevel: Int) -> Bool {
        kind(split(name.lowercased()).0, deviceLevel) != nil
    }

    /// Level 6 has alarm events in the place of those of quality.
    private static func kind(_ name: String, _ deviceLevel: Int) -> EventKind? {
        let missing: EventKind = deviceLevel >= 6 ? .quality : .alarm
        return EventKind(rawValue: name).flatMap { $0 == missing ? nil : $0 }
    }

    private static func split(_ name: String) -> (String, Int?) {
        guard name.hasPrefix("idl") else { return (name, nil) }
        return (String(name.dropFirst(5)), number(name.dropFirst(3).prefix(1)))
    }

    /// The whole number at the beginning of a text, 0 for other texts; nil where there are only blanks.
    private static func number(_ text: some StringProtocol) -> Int? {
        let digits = text.drop { $0 == " " || $0 == "\t" || $0 == "\n" }
        guard let first = digits.first else { return nil }
        let sign = first == "-" || first == "+" ? String(first) : ""
        let number = digits.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber }
        return number.isEmpty ? 0 : Int(sign + number) ?? .max
    }

    /// Which payload this client decodes.
    public var generation: EventGeneration { clientLevel >= 5 ? .modern : .legacy }
}
