/// What a site says about events by multicast. None is sent so; clients are told its numbers as the C++ servers tell them.
///
/// **Source**: the free properties `MulticastEvent`, `MulticastRate` and `MulticastIvl` of `CtrlSystem`.
struct MulticastSettings: Sendable, Equatable {
    /// What a multicast costs at most.
    struct Limits: Sendable, Equatable {
        /// **Unit**: kbit/s, times 1024.
        var rate: Int32 = 80 * 1024
        /// For how long what was lost can be had again. **Unit**: ms.
        var recovery: Int32 = 20 * 1000
    }

    /// Of all events that do not say otherwise.
    private(set) var usual = Limits()
    /// Of the events that the site wants by multicast, by `device/attribute.event` in lower case.
    private(set) var events: [String: Limits] = [:]
    /// Whether the property with the events cannot be understood; none of them counts then.
    private(set) var isWrong = false

    /// - Parameter free: The free properties, by name in lower case.
    init(_ free: [String: [String]]) {
        if let rate = Self.number(free["multicastrate"]?.first) { usual.rate = rate &* 1024 }
        if let recovery = Self.number(free["multicastivl"]?.first) { usual.recovery = recovery &* 1000 }
        let words = (free["multicastevent"] ?? []).filter { !$0.isEmpty }.map { $0.lowercased() }
        do throws(NotUnderstood) { events = try Self.events(words[...], usual) } catch {
            (events, isWrong) = ([:], true)
        }
    }

    /// What a subscriber of an event is told.
    func limits(of event: String) -> Limits { events[event] ?? usual }

    private struct NotUnderstood: Error {}

    /// Groups of an address, a port, perhaps a rate, perhaps a recovery time, and the events.
    private static func events(
        _ all: ArraySlice<String>, _ usual: Limits
    ) throws(NotUnderstood) -> [String: Limits] {
        var (words, found) = (all, [String: Limits]())
        while !words.isEmpty {
            guard isGroup(words.removeFirst()), words.popFirst() != nil else { throw NotUnderstood() }
            let numbers = words.prefix(2).prefix { !isEvent($0) }
            words = words.dropFirst(numbers.count)
            let names = words.prefix(while: isEvent)
            guard !names.isEmpty else { throw NotUnderstood() }
            words = words.dropFirst(names.count)
            var limits = usual
            if let rate = number(numbers.first), rate != 0 { limits.rate = rate &* 1024 }
            if let recovery = number(numbers.dropFirst().first), recovery != 0 { limits.recovery = recovery &* 1000 }
            for name in names { found[name] = limits }
        }
        return found
    }

    private static func isEvent(_ word: String) -> Bool { word.contains("/") }

    /// Whether a word is an address that a multicast may have.
    private static func isGroup(_ word: String) -> Bool {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && !parts.contains(nil) && (224...239).contains(parts.first.flatMap { $0 } ?? 0)
    }

    private static func number(_ word: String?) -> Int32? { word.flatMap { Int32($0) } }
}
