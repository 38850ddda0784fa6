/// A TypeCode in its binary form, made once and written often.
public struct EncodedTypeCode: Sendable {
    let kind: UInt32
    /// Of a string.
    let bound: UInt32
    /// What stands in the encapsulation; nil for a kind that has none.
    let body: [UInt8]?

    /// Encodes; the padding byte is free, tests use it to find the padding.
    public init(_ type: TypeCode, padding: UInt8 = 0) {
        kind = type.kind
        if case .string(let bound) = type { self.bound = bound } else { bound = 0 }
        if TypeCode.Kind.simple[kind] != nil || kind == TypeCode.Kind.string {
            body = nil
        } else {
            var encoder = TypeCodeEncoder(padding: padding)
            encoder.put(type)
            body = Array(encoder.bytes.dropFirst(8))
        }
    }

    /// The kind and the content of the encapsulation; nil for a basic type.
    public var encapsulation: (kind: UInt32, body: [UInt8])? { body.map { (kind, $0) } }

    /// Writes it.
    public func write(_ w: CDRWriter) {
        kind.write(w)
        if kind == TypeCode.Kind.string { bound.write(w) }
        body?.write(w)
    }
}

/// Encodes a TypeCode in little endian into one flat array, so that the positions for recursive types are at hand.
///
/// An encapsulation begins where its length has ended, on a multiple of four, and TypeCodes hold nothing larger: aligning
/// to the beginning of the whole is the same as aligning to that of each encapsulation.
struct TypeCodeEncoder {
    private(set) var bytes: [UInt8] = []
    private let padding: UInt8
    private var positions: [String: Int] = [:]  // where the type of a repository id stands

    init(padding: UInt8) { self.padding = padding }

    mutating func put(_ type: TypeCode) {
        align()
        if let id = type.repositoryID {
            // Once written, a declared type is only pointed at, inside itself and after it.
            if let target = positions[id] { return putIndirection(to: target) }
            positions[id] = bytes.count
        }
        put(type.kind)
        switch type {
        case .string(let bound): put(bound)
        case .sequence(let element, let bound), .array(let element, let bound):
            encapsulate {
                $0.put(element)
                $0.put(bound)
            }
        case .alias(let id, let name, let target):
            encapsulate {
                $0.put(id, name)
                $0.put(target)
            }
        case .enumeration(let id, let name, let labels):
            encapsulate {
                $0.put(id, name)
                $0.put(UInt32(labels.count))
                for label in labels { $0.put(label) }
            }
        case .structure(let id, let name, let members): encapsulate { $0.put(id, name, members) }
        case .union(let id, let name, let label, let branches): encapsulate { $0.put(id, name, label, branches) }
        default: break
        }
    }

    private mutating func put(_ id: String, _ name: String, _ members: [(String, TypeCode)]) {
        put(id, name)
        put(UInt32(members.count))
        for (member, type) in members {
            put(member)
            put(type)
        }
    }

    private mutating func put(_ id: String, _ name: String, _ label: TypeCode, _ branches: [(UInt32, String, TypeCode)])
    {
        put(id, name)
        put(label)
        put(UInt32(bitPattern: -2))  // omniORB's way to say: no default branch, and no label without one
        put(UInt32(branches.count))
        for (value, branch, type) in branches {
            put(value)
            put(branch)
            put(type)
        }
    }

    private mutating func putIndirection(to target: Int) {
        put(TypeCode.Kind.indirection)
        put(UInt32(bitPattern: Int32(target - bytes.count)))
    }

    private mutating func encapsulate(_ body: (inout TypeCodeEncoder) -> Void) {
        put(UInt32(0))
        let start = bytes.count
        bytes.append(1)  // little endian
        body(&self)
        let length = UInt32(bytes.count - start)
        for i in 0..<4 { bytes[start - 4 + i] = UInt8(truncatingIfNeeded: length >> (8 * i)) }
    }

    private mutating func put(_ id: String, _ name: String) {
        put(id)
        put(name)
    }

    private mutating func put(_ text: String) {
        put(UInt32(text.utf8.count + 1))
        bytes += Array(text.utf8) + [0]
    }

    private mutating func put(_ number: UInt32) {
        align()
        for i in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * i))) }
    }

    private mutating func align() {
        while bytes.count % 4 != 0 { bytes.append(padding) }
    }
}
