/// Gives a decoded text its type: texts that begin with `@` are typed values.
enum SidecarTypedValue {
    /// - Parameter text: the value as it stands in the file, kept for kinds that are not known.
    static func value(_ units: [UInt16], text: String) -> SidecarValue {
        let plain = String(decoding: units, as: UTF16.self)
        guard units.first == .init(ascii: "@") else { return .string(plain) }
        if units.last == .init(ascii: ")") {
            if plain == "@Invalid()" { return .null }
            if let body = body(units, "@ByteArray(") { return .bytes(body.map { UInt8(truncatingIfNeeded: $0) }) }
            if let body = body(units, "@String(") { return .string(String(decoding: body, as: UTF16.self)) }
            if let body = body(units, "@Variant(") { return variant(body) ?? .opaque(text) }
            if let body = body(units, "@DateTime(") { return dateTime(body) ?? .opaque(text) }
            for (prefix, count) in [("@Size(", 2), ("@Point(", 2), ("@Rect(", 4)] {
                if let numbers = integers(units, prefix, count) { return .integers(numbers) }
            }
        }
        return plain.hasPrefix("@@") ? .string(String(plain.dropFirst())) : .string(plain)
    }

    private static func body(_ units: [UInt16], _ prefix: String) -> ArraySlice<UInt16>? {
        let prefix = Array(prefix.utf16)
        return units.starts(with: prefix) ? units[prefix.count..<(units.count - 1)] : nil
    }

    private static func integers(_ units: [UInt16], _ prefix: String, _ count: Int) -> [Int]? {
        guard let body = body(units, prefix) else { return nil }
        let numbers = String(decoding: body, as: UTF16.self).split(separator: " ").compactMap { Int($0) }
        return numbers.count == count ? numbers : nil
    }

    /// A `QVariant` in the data stream format of Qt 4.0: `QDateTime` (16) or a user type (127).
    private static func variant(_ units: ArraySlice<UInt16>) -> SidecarValue? {
        var stream = DataStream(units)
        switch stream.unsigned(4) {
        case 16:
            guard let day = stream.unsigned(4), let time = stream.unsigned(4), let spec = stream.unsigned(1) else {
                return nil
            }
            // -1 unknown, 0 local, 1 local summer time, 2 UTC.
            let zone: SidecarDateTime.Zone = spec == 2 ? .utc : .local
            return SidecarDateTime(julianDay: Int64(day), milliseconds: UInt32(time), zone: zone).map { .dateTime($0) }
        case 127:
            guard let length = stream.unsigned(4), let name = stream.bytes(Int(length)),
                ["QcepDoubleList\0", "QcepDoubleVector\0"].contains(String(decoding: name, as: UTF8.self)),
                let count = stream.unsigned(4), Int(count) * 8 == stream.remaining
            else { return nil }
            return .doubles((0..<count).compactMap { _ in stream.unsigned(8).map(Double.init(bitPattern:)) })
        default:
            return nil
        }
    }

    /// A `QVariant` with a `QDateTime` in the data stream format of Qt 5.6.
    private static func dateTime(_ units: ArraySlice<UInt16>) -> SidecarValue? {
        var stream = DataStream(units)
        guard stream.unsigned(4) == 16, stream.unsigned(1) != nil, let day = stream.unsigned(8),
            let time = stream.unsigned(4), let spec = stream.unsigned(1)
        else { return nil }
        let zone: SidecarDateTime.Zone
        switch spec {
        case 1: zone = .utc
        case 2:
            guard let offset = stream.unsigned(4) else { return nil }
            zone = .offset(Int(Int32(truncatingIfNeeded: offset)))
        default: zone = .local
        }
        return SidecarDateTime(julianDay: Int64(bitPattern: day), milliseconds: UInt32(time), zone: zone)
            .map { .dateTime($0) }
    }
}

/// Big-endian numbers out of Latin-1 code units.
private struct DataStream {
    private var units: ArraySlice<UInt16>

    init(_ units: ArraySlice<UInt16>) { self.units = units }

    var remaining: Int { units.count }

    mutating func unsigned(_ size: Int) -> UInt64? {
        bytes(size)?.reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func bytes(_ count: Int) -> [UInt8]? {
        guard count <= units.count else { return nil }
        defer { units = units.dropFirst(count) }
        return units.prefix(count).map { UInt8(truncatingIfNeeded: $0) }
    }
}
