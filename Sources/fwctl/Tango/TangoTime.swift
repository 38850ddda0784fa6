import Glibc
import TangoIDL

extension TimeVal {
    /// In UTC with microseconds, for programs.
    var iso: String { text("%Y-%m-%dT%H:%M:%S", fraction: Int(tv_usec), digits: 6, gmtime_r) + "Z" }

    /// In local time with milliseconds, for people.
    var local: String { text("%Y-%m-%d %H:%M:%S", fraction: Int(tv_usec) / 1000, digits: 3, localtime_r) }

    private func text(
        _ format: String, fraction: Int, digits: Int,
        _ split: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
    ) -> String {
        var seconds = time_t(tv_sec)
        var parts = tm()
        guard split(&seconds, &parts) != nil else { return "\(tv_sec) s" }
        var buffer = [CChar](repeating: 0, count: 64)
        strftime(&buffer, buffer.count, format, &parts)
        let date = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let text = String(fraction)
        return date + "." + String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
