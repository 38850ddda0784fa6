import Glibc

/// Times of the ledger as text.
public enum Timestamp {
    /// ISO 8601 in UTC with microseconds. **Unit**: µs since 1970.
    public static func text(_ microseconds: Int64) -> String {
        var seconds = time_t(microseconds / 1_000_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var stamp = [CChar](repeating: 0, count: 32)
        strftime(&stamp, stamp.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let whole = String(decoding: stamp.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fraction = String(1_000_000 + microseconds % 1_000_000).dropFirst()
        return "\(whole).\(fraction)Z"
    }
}
