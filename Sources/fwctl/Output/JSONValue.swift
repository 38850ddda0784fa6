/// A value whose type is known only when it arrives.
enum JSONValue: Encodable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .unsigned(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }

    /// One line for people; a list is separated by blanks.
    var plain: String {
        switch self {
        case .null: "-"
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .unsigned(let value): String(value)
        case .number(let value): Self.short(value)
        case .text(let value): value
        case .list(let values): values.map(\.plain).joined(separator: " ")
        case .object(let members): members.sorted { $0.key < $1.key }.map { "\($0)=\($1.plain)" }.joined(separator: " ")
        }
    }

    /// Four significant digits, whole numbers in full: people read this, programs read the JSON.
    private static func short(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : String(value) }
        var scale = 1.0
        let magnitude = abs(value)
        while magnitude * scale < 1000, scale < 1e9 { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : String(rounded)
    }
}
