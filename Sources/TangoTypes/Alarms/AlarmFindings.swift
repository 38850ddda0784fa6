public import TangoIDL

/// Which limits a value has crossed.
public struct AlarmFindings: OptionSet, Sendable {
    /// One bit per limit.
    public let rawValue: UInt8

    /// From bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// At or below `min_alarm`.
    public static let tooLow = AlarmFindings(rawValue: 1)
    /// At or above `max_alarm`.
    public static let tooHigh = AlarmFindings(rawValue: 2)
    /// At or below `min_warning`.
    public static let warningLow = AlarmFindings(rawValue: 4)
    /// At or above `max_warning`.
    public static let warningHigh = AlarmFindings(rawValue: 8)
    /// The read value did not follow the set value in time.
    public static let readDiffersFromSet = AlarmFindings(rawValue: 16)

    /// The quality that a valid value gets.
    public var quality: AttrQuality {
        if !isDisjoint(with: [.tooLow, .tooHigh, .readDiffersFromSet]) { return .ATTR_ALARM }
        return isEmpty ? .ATTR_VALID : .ATTR_WARNING
    }

    /// What the device's status says about limits that were crossed: lines that each begin with a line end.
    public func statusLines(label: String) -> String {
        var lines = ""
        if contains(.tooLow) { lines += "\nAlarm : Value too low for \(label)" }
        if contains(.tooHigh) { lines += "\nAlarm : Value too high for \(label)" }
        if contains(.readDiffersFromSet) { lines += "\nAlarm : Read too Different than Set (RDS) for \(label)" }
        if contains(.warningLow) { lines += "\nWarning : Value too low for \(label)" }
        if contains(.warningHigh) { lines += "\nWarning : Value too high for \(label)" }
        return lines
    }

    /// What the device's status says about a quality: an ALARM or WARNING without a finding was set by the device's code.
    public func statusLine(label: String, quality: AttrQuality) -> String {
        guard isEmpty else { return "" }
        switch quality {
        case .ATTR_ALARM: return "\nAlarm : Quality factor set to ALARM for attribute \(label)"
        case .ATTR_WARNING: return "\nWarning : Quality factor set to WARNING for attribute \(label)"
        default: return ""
        }
    }
}
