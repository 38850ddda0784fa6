/// A point in time as Qt stores it: a calendar day, a time of day, and what is known of the zone.
public struct SidecarDateTime: Sendable, Equatable {
    /// What is known of the zone.
    public enum Zone: Sendable, Equatable {
        /// The zone of the acquisition computer, which the file does not name.
        case local
        /// Coordinated universal time.
        case utc
        /// Ahead of universal time. **Unit**: s.
        case offset(Int)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar. **Unit**: day.
    public var dayNumber: Int
    /// Time of day. **Unit**: ms.
    public var milliseconds: Int
    /// See ``Zone``.
    public var zone: Zone

    /// Makes a point in time.
    public init(dayNumber: Int, milliseconds: Int, zone: Zone) {
        self.dayNumber = dayNumber
        self.milliseconds = milliseconds
        self.zone = zone
    }

    /// Makes a point in time from a Julian day number.
    init?(julianDay: Int64, milliseconds: UInt32, zone: Zone) {
        guard (0...5_373_484).contains(julianDay), milliseconds < 86_400_000 else { return nil }
        self.init(dayNumber: Int(julianDay) - 2_440_588, milliseconds: Int(milliseconds), zone: zone)
    }

    /// ISO 8601, such as `2017-11-09T23:08:28.053`; with `Z` or an offset only if the zone is known.
    public var iso8601: String {
        let (year, month, day) = Self.civil(dayNumber)
        let seconds = milliseconds / 1000
        let date = "\(Self.pad(year, 4))-\(Self.pad(month, 2))-\(Self.pad(day, 2))"
        let time = "\(Self.pad(seconds / 3600, 2)):\(Self.pad(seconds / 60 % 60, 2)):\(Self.pad(seconds % 60, 2))"
        return "\(date)T\(time).\(Self.pad(milliseconds % 1000, 3))\(zoneText)"
    }

    private var zoneText: String {
        switch zone {
        case .local: return ""
        case .utc: return "Z"
        case .offset(let seconds):
            let minutes = abs(seconds) / 60
            return "\(seconds < 0 ? "-" : "+")\(Self.pad(minutes / 60, 2)):\(Self.pad(minutes % 60, 2))"
        }
    }

    private static func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Year, month and day of a day number, by counting in eras of 400 years that begin on 1 March.
    private static func civil(_ dayNumber: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }
}
