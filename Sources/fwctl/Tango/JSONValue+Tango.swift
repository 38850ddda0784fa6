import FoundationEssentials
import TangoIDL
import TangoTypes

extension JSONValue {
    /// One element of any type. Bytes are counted, and told as base64 when `wholeBytes` says so.
    init(_ element: any TangoScalar, wholeBytes: Bool) {
        switch element {
        case let value as Bool: self = .boolean(value)
        case let value as String: self = .text(value)
        case let value as any BinaryInteger:
            self = Int64(exactly: value).map(JSONValue.integer) ?? .unsigned(UInt64(value))
        // By its digits: the nearest double has more of them than anybody measured.
        case let value as Float: self = .number(Double("\(value)") ?? Double(value))
        case let value as Double: self = .number(value)
        case let value as DevState: self = .text("\(value)")
        case let value as DevEncoded: self = Self.encoded(value, wholeBytes)
        default: self = .text("\(element)")
        }
    }

    private static func encoded(_ value: DevEncoded, _ wholeBytes: Bool) -> JSONValue {
        var members: [String: JSONValue] = [
            "format": .text(value.encoded_format), "bytes": .integer(Int64(value.encoded_data.count)),
        ]
        if wholeBytes { members["base64"] = .text(Data(value.encoded_data).base64EncodedString()) }
        return .object(members)
    }

    /// What a command returned.
    init(_ any: CORBAAny) {
        func list<Element: TangoScalar>(_ values: [Element]) -> JSONValue {
            .list(values.map { JSONValue($0, wholeBytes: true) })
        }
        switch any {
        case .null: self = .null
        case .longStrings(let value): self = .object(["numbers": list(value.lvalue), "texts": list(value.svalue)])
        case .doubleStrings(let value): self = .object(["numbers": list(value.dvalue), "texts": list(value.svalue)])
        case .pipeBlob(let value): self = .text(value.name)
        default: self = Self.scalar(any) ?? Self.sequence(any) ?? .null
        }
    }

    private static func scalar(_ any: CORBAAny) -> JSONValue? {
        if case .octet(let value) = any { return .integer(Int64(value)) }
        let types = TangoScalars.all.lazy.compactMap { $0 as? any (CommandValue & TangoScalar).Type }
        return types.compactMap { $0.init(any: any) }.first.map { JSONValue($0, wholeBytes: true) }
    }

    private static func sequence(_ any: CORBAAny) -> JSONValue? {
        func list<Element: TangoScalar>(_: Element.Type) -> JSONValue? {
            Element.elements(any).map { .list($0.map { JSONValue($0, wholeBytes: true) }) }
        }
        return TangoScalars.all.lazy.compactMap { list($0) }.first
    }
}

extension JSONValue {
    /// The value with all its digits, a long list shortened, a picture as its shape and statistics.
    var summary: String {
        switch self {
        case .number(let value): "\(value)"
        case .list(let rows) where rows.contains(where: { if case .list = $0 { true } else { false } }):
            Self.picture(rows)
        case .list(let values): Self.row(values)
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\($0) \($1.quoted)" }.joined(separator: ", ")
        default: plain
        }
    }

    /// As ``summary``, texts in quotation marks.
    private var quoted: String { if case .text(let text) = self { "\"\(text)\"" } else { summary } }

    private static func row(_ values: [JSONValue]) -> String {
        let (first, last) = (8, 2)
        guard values.count > first + last + 1 else {
            return "[" + values.map(\.quoted).joined(separator: ", ") + "]"
        }
        let shown = values.prefix(first).map(\.quoted) + ["…"] + values.suffix(last).map(\.quoted)
        return "[" + shown.joined(separator: ", ") + "] (\(values.count) values)"
    }

    private static func picture(_ rows: [JSONValue]) -> String {
        let pixels = rows.flatMap { row -> [JSONValue] in if case .list(let pixels) = row { pixels } else { [] } }
        let shape = "image, \(pixels.count / rows.count) columns x \(rows.count) rows"
        let numbers = pixels.compactMap(\.double).filter(\.isFinite)
        guard let least = numbers.min(), let greatest = numbers.max() else {
            return shape + (pixels.first.map { ", first \($0.quoted)" } ?? "")
        }
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let odd = pixels.count - numbers.count
        return shape + ", least \(JSONValue.number(least).plain), greatest \(JSONValue.number(greatest).plain), "
            + "mean \(JSONValue.number(mean).plain)" + (odd == 0 ? "" : ", \(odd) not finite")
    }

    private var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
