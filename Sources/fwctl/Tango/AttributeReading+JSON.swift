import TangoClient
import TangoIDL
import TangoTypes

extension AttributeReading {
    /// What was read, whatever its type; `null` where there is no value. `labels` are those of an enumeration; bytes are
    /// counted, and told as base64 when `wholeBytes` says so.
    func json(labels: [String], wholeBytes: Bool = false) -> JSONValue {
        guard error == nil, quality != .ATTR_INVALID else { return .null }
        return json(elements(wholeBytes).prefix(max(shape.count, 0)), shape, labels)
    }

    /// What was last written; nil when the attribute cannot be written.
    func setJSON(labels: [String], wholeBytes: Bool = false) -> JSONValue? {
        guard error == nil, quality != .ATTR_INVALID, setShape.count > 0 else { return nil }
        let all = elements(wholeBytes)
        // A WRITE attribute sends its value once, as both.
        let own = all.count >= shape.count + setShape.count ? all.dropFirst(shape.count) : all[...]
        return json(own.prefix(setShape.count), setShape, labels)
    }

    private func elements(_ wholeBytes: Bool) -> [JSONValue] {
        if case .dev_state_att(let state) = raw.value { return [.text("\(state)")] }
        return TangoScalars.all.lazy.compactMap { $0.json(raw.value, wholeBytes) }.first ?? []
    }

    private func json(_ elements: ArraySlice<JSONValue>, _ shape: ValueShape, _ labels: [String]) -> JSONValue {
        let read = elements.map { $0.named(by: type == .enumeration ? labels : []) }
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
}

extension TangoScalar {
    /// The elements of attribute data of this type; nil when it is of another.
    fileprivate static func json(_ data: AttrValUnion, _ wholeBytes: Bool) -> [JSONValue]? {
        elements(data)?.map { JSONValue($0, wholeBytes: wholeBytes) }
    }
}

extension JSONValue {
    /// The label of a number, if there is one.
    fileprivate func named(by labels: [String]) -> JSONValue {
        guard case .integer(let number) = self, labels.indices.contains(Int(number)) else { return self }
        return .text(labels[Int(number)])
    }
}
