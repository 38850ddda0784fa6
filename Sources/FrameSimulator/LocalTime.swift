import Glibc

/// A moment as the clock on the wall of the acquisition computer shows it, without a zone.
struct LocalTime: Sendable {
    /// **Unit**: ms since 1970 in UTC.
    let unixMilliseconds: Int
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int
    var millisecond: Int { unixMilliseconds % 1000 }

    /// The present, in the zone of this process.
    static func now() -> LocalTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LocalTime(unixMilliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }

    /// A moment given by its parts; only the milliseconds of `unixMilliseconds` are part of what the wall clock shows.
    init(unixMilliseconds: Int, year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        self.unixMilliseconds = unixMilliseconds
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    init(unixMilliseconds: Int) {
        self.unixMilliseconds = unixMilliseconds
        var seconds = time_t(unixMilliseconds / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        (year, month, day) = (Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday))
        (hour, minute, second) = (Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec))
    }

    /// **Source**: the Julian day number of the date, by the usual integer formula.
    var julianDay: Int {
        let shift = (14 - month) / 12
        let years = year + 4800 - shift
        let months = month + 12 * shift - 3
        return day + (153 * months + 2) / 5 + 365 * years + years / 4 - years / 100 + years / 400 - 32045
    }

    /// **Unit**: ms since midnight.
    var millisecondOfDay: Int { ((hour * 60 + minute) * 60 + second) * 1000 + millisecond }

    /// `2017:11:09 23:08:28`, as tag 306 has it.
    var tiffText: String {
        "\(year.padded(4)):\(month.padded(2)):\(day.padded(2)) \(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))"
    }

    /// `2017.11.09 : 23:08:28.053`, as the sidecar has it.
    var sidecarText: String {
        "\(year.padded(4)).\(month.padded(2)).\(day.padded(2)) : "
            + "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2)).\(millisecond.padded(3))"
    }
}

extension Int {
    /// Decimal digits, filled up with zeros.
    func padded(_ digits: Int) -> String {
        let text = String(self)
        return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
    }
}
