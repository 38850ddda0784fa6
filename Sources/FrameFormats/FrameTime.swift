import Glibc
import SidecarFile

/// Turns the local times of an acquisition computer into times that everybody understands.
///
/// The zone is that of this process: the sidecar does not name one.
enum FrameTime {
    /// Unix time of a point in time. **Unit**: s.
    static func unix(_ time: SidecarDateTime) -> Double {
        let universal = Double(time.dayNumber) * 86_400 + Double(time.milliseconds) / 1000
        switch time.zone {
        case .utc: return universal
        case .offset(let seconds): return universal - Double(seconds)
        case .local:
            let whole = time.dayNumber * 86_400 + time.milliseconds / 1000
            return Double(local(whole)) + Double(time.milliseconds % 1000) / 1000
        }
    }

    /// Unix time of `yyyy.MM.dd : HH:mm:ss.zzz` or `yyyy:MM:dd HH:mm:ss`, both local. **Unit**: s.
    static func unix(text: String) -> Double? {
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count == 6 || numbers.count == 7, numbers[0] >= 1970 else { return nil }
        var parts = tm()
        parts.tm_year = Int32(clamping: numbers[0] - 1900)
        parts.tm_mon = Int32(clamping: numbers[1] - 1)
        parts.tm_mday = Int32(clamping: numbers[2])
        parts.tm_hour = Int32(clamping: numbers[3])
        parts.tm_min = Int32(clamping: numbers[4])
        parts.tm_sec = Int32(clamping: numbers[5])
        parts.tm_isdst = -1
        let seconds = mktime(&parts)
        guard seconds != -1 else { return nil }
        return Double(seconds) + (numbers.count == 7 ? Double(numbers[6]) / 1000 : 0)
    }

    /// ISO 8601 with milliseconds and the offset of the local zone; nil for times beyond the year 9999.
    static func iso8601(_ unix: Double) -> String? {
        let limits = -62_135_596_800.0...253_402_300_799.0
        guard limits.contains(unix) else { return nil }
        let total = Int((unix * 1000).rounded())
        var seconds = total / 1000
        var milliseconds = total % 1000
        if milliseconds < 0 { (seconds, milliseconds) = (seconds - 1, milliseconds + 1000) }
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return nil }
        let offset = parts.tm_gmtoff
        let (days, rest) = (seconds + offset).quotientAndRemainder(dividingBy: 86_400)
        let day = rest < 0 ? days - 1 : days
        return SidecarDateTime(
            dayNumber: day, milliseconds: (seconds + offset - day * 86_400) * 1000 + milliseconds, zone: .offset(offset)
        ).iso8601
    }

    /// Seconds since 1970 of a local wall clock reading given as if it were universal time.
    private static func local(_ reading: Int) -> Int {
        var reading = reading
        var parts = tm()
        guard gmtime_r(&reading, &parts) != nil else { return reading }
        parts.tm_isdst = -1
        return mktime(&parts)
    }
}
