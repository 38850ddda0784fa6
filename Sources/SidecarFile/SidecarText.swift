/// Undoes the escapes of keys and values.
enum SidecarText {
    /// A key or section: `\` means `/`, `%XX` and `%UXXXX` are code units.
    static func key(_ units: ArraySlice<UInt16>) -> String {
        var result: [UInt16] = []
        var index = units.startIndex
        while index < units.endIndex {
            let unit = units[index]
            index += 1
            if unit == .init(ascii: "\\") {
                result.append(.init(ascii: "/"))
            } else if unit == .init(ascii: "%"), let (code, end) = percentCode(units, index) {
                result.append(code)
                index = end
            } else {
                result.append(unit)
            }
        }
        return String(decoding: result, as: UTF16.self)
    }

    /// A value: one text, or a list when there is an unquoted comma.
    static func value(_ units: ArraySlice<UInt16>, text: String) -> SidecarValue {
        var decoder = SidecarValueDecoder(units)
        let parts = decoder.decode()
        guard decoder.isList else { return SidecarTypedValue.value(parts.first ?? [], text: text) }
        return .list(parts.map { SidecarTypedValue.value($0, text: String(decoding: $0, as: UTF16.self)) })
    }

    private static func percentCode(_ units: ArraySlice<UInt16>, _ index: Int) -> (UInt16, end: Int)? {
        let isLong = index < units.endIndex && units[index] == .init(ascii: "U")
        let first = isLong ? index + 1 : index
        let end = first + (isLong ? 4 : 2)
        guard end <= units.endIndex else { return nil }
        var code: UInt16 = 0
        for unit in units[first..<end] {
            guard let digit = hexDigit(unit) else { return nil }
            code = code << 4 | digit
        }
        return (code, end)
    }

    /// The value of a hexadecimal digit, else nil.
    static func hexDigit(_ unit: UInt16) -> UInt16? {
        switch unit {
        case 0x30...0x39: unit - 0x30
        case 0x41...0x46: unit - 0x41 + 10
        case 0x61...0x66: unit - 0x61 + 10
        default: nil
        }
    }
}
