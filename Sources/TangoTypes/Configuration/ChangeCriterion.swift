/// By how much a value must fall or rise to make an event; one text property holds both.
public struct ChangeCriterion: Sendable, Equatable {
    /// A fall of at least this, as a positive number; nil: falls do not count.
    public var fall: Double?
    /// A rise of at least this; nil: rises do not count.
    public var rise: Double?

    /// Makes a criterion; zero counts as not specified.
    public init(fall: Double?, rise: Double?) {
        self.fall = fall.flatMap { $0 == 0 ? nil : $0.magnitude }
        self.rise = rise.flatMap { $0 == 0 ? nil : $0.magnitude }
    }

    /// Reads `v`, `negative,positive` or `Not specified`; nil if a part is not a number.
    public init?(_ text: String) {
        guard let parts = Self.parts(of: text) else { return nil }
        guard let fall = Self.value(parts.0), let rise = Self.value(parts.1) else { return nil }
        self.init(fall: fall, rise: rise)
    }

    /// The two halves of a text; nil if there are more.
    static func parts(of text: String) -> (String, String)? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmingBlanks() }
        switch parts.count {
        case 1: return (parts[0], parts[0])
        case 2: return (parts[0], parts[1])
        default: return nil
        }
    }

    private static func value(_ part: String) -> Double?? {
        if ResetRequest(part) != nil { return .some(nil) }
        guard let number = Double(part), number.isFinite else { return nil }
        return .some(number == Self.storedNothing ? nil : number)
    }

    /// What stands in the database for a direction that does not count while the other does.
    private static let storedNothing = Double(Int32.max)

    /// As the database keeps it: the fall as a negative number, then the rise.
    var stored: [String] {
        guard !isEmpty else { return [AttributeProperty.notSpecified] }
        let nothing = Self.storedNothing.tangoText
        return [fall.map { (-$0).tangoText } ?? nothing, rise?.tangoText ?? nothing]
    }

    /// Whether neither direction counts.
    public var isEmpty: Bool { fall == nil && rise == nil }

    /// As the configuration shows it.
    public var text: String {
        guard !isEmpty else { return AttributeProperty.notSpecified }
        let parts = [fall, rise].map { $0?.tangoText ?? AttributeProperty.notSpecified }
        return parts[0] == parts[1] ? parts[0] : parts.joined(separator: ",")
    }
}
