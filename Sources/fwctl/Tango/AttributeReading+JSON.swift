import TangoClient
import TangoIDL
import TangoTypes

extension AttributeReading {
    /// What was read, whatever its type; `null` where there is no value. `labels` are those of an enumeration.
    func json(labels: [String]) -> JSONValue {
        guard error == nil, quality != .ATTR_INVALID else { return .null }
        let values = Self.scalarTypes.lazy.compactMap { $0.json(raw.value) }.first ?? []
        let read = Array(values.prefix(max(shape.count, 0))).map { $0.named(by: type == .enumeration ? labels : []) }
        switch raw.data_format {
        case .SCALAR: return read.first ?? .null
        case .IMAGE where shape.x > 0:
            return .list(
                stride(from: 0, to: read.count, by: shape.x).map { start in
                    .list(Array(read[start..<min(start + shape.x, read.count)]))
                })
        default: return .list(read)
        }
    }

    /// Every type of an element on the wire.
    private static let scalarTypes: [any TangoScalar.Type] = [
        Bool.self, UInt8.self, Int16.self, UInt16.self, Int32.self, UInt32.self, Int64.self, UInt64.self, Float.self,
        Double.self, String.self, DevState.self, DevEncoded.self,
    ]
}

extension TangoScalar {
    /// The elements of attribute data of this type; nil when it is of another.
    fileprivate static func json(_ data: AttrValUnion) -> [JSONValue]? { elements(data)?.map(\.json) }

    private var json: JSONValue {
        switch self {
        case let value as Bool: .boolean(value)
        case let value as String: .text(value)
        case let value as any BinaryInteger: Int64(exactly: value).map(JSONValue.integer) ?? .unsigned(UInt64(value))
        case let value as any BinaryFloatingPoint: .number(Double(value))
        case let value as DevState: .text("\(value)")
        case let value as DevEncoded:
            .object(["format": .text(value.encoded_format), "bytes": .integer(Int64(value.encoded_data.count))])
        default: .text("\(self)")
        }
    }
}

extension JSONValue {
    /// The label of a number, if there is one.
    fileprivate func named(by labels: [String]) -> JSONValue {
        guard case .integer(let number) = self, labels.indices.contains(Int(number)) else { return self }
        return .text(labels[Int(number)])
    }
}
