extension TypeCode: CDRCodable {
    /// The kind.
    public static var minimumWireSize: Int { 4 }

    /// Reads a TypeCode; one that Tango does not use, one nested too deep and an indirection fail the reader.
    public static func read(_ r: CDRReader) -> TypeCode { read(r, depth: 0) }

    private static let maximumDepth = 16

    private static func read(_ r: CDRReader, depth: Int) -> TypeCode {
        let kind = UInt32.read(r)
        if let simple = simple[kind] { return simple }
        if kind == 18 { return .string(.read(r)) }
        return encapsulated(r, depth: depth) { inner in
            switch kind {
            case 15: structure(inner, depth: depth + 1)
            case 17: .enumeration(.read(inner), .read(inner), .read(inner))
            case 19: .sequence(read(inner, depth: depth + 1), .read(inner))
            case 20: .array(read(inner, depth: depth + 1), .read(inner))
            case 21: .alias(.read(inner), .read(inner), read(inner, depth: depth + 1))
            default: nil
            }
        }
    }

    private static func structure(_ r: CDRReader, depth: Int) -> TypeCode {
        let (id, name) = (String.read(r), String.read(r))
        var members: [(String, TypeCode)] = []
        for _ in 0..<r.sequenceLength(minimumSize: 9) where !r.failed {
            members.append((String.read(r), read(r, depth: depth)))
        }
        return .structure(id, name, members)
    }

    /// Reads what stands in an encapsulation: a sequence of octets with a byte order of its own.
    private static func encapsulated(_ r: CDRReader, depth: Int, _ body: (CDRReader) -> TypeCode?) -> TypeCode {
        let bytes = [UInt8].read(r)
        guard let order = bytes.first, order <= 1, depth < maximumDepth else {
            r.fail()
            return .null
        }
        let memory = CDRMemoryReader(bytes, order == 1 ? .littleEndian : .bigEndian)
        _ = UInt8.read(memory.reader)
        guard let type = body(memory.reader), !memory.reader.failed else {
            r.fail()
            return .null
        }
        return type
    }

    private static let simple: [UInt32: TypeCode] = [
        0: .null, 1: .void, 2: .short, 3: .long, 4: .ushort, 5: .ulong, 6: .float, 7: .double, 8: .boolean, 9: .char,
        10: .octet, 11: .any, 23: .longlong, 24: .ulonglong,
    ]

    private var kind: UInt32 {
        switch self {
        case .null: 0
        case .void: 1
        case .short: 2
        case .long: 3
        case .ushort: 4
        case .ulong: 5
        case .float: 6
        case .double: 7
        case .boolean: 8
        case .char: 9
        case .octet: 10
        case .any: 11
        case .structure: 15
        case .enumeration: 17
        case .string: 18
        case .sequence: 19
        case .array: 20
        case .alias: 21
        case .longlong: 23
        case .ulonglong: 24
        case .recursive: 0xFFFF_FFFF
        }
    }

    /// Writes the TypeCode as omniORB does.
    public func write(_ w: CDRWriter) {
        kind.write(w)
        switch self {
        case .string(let bound):
            bound.write(w)
        case .sequence(let type, let bound), .array(let type, let bound):
            encapsulate(w) {
                type.write($0)
                bound.write($0)
            }
        case .alias(let id, let name, let type):
            encapsulate(w) {
                id.write($0)
                name.write($0)
                type.write($0)
            }
        case .enumeration(let id, let name, let labels):
            encapsulate(w) {
                id.write($0)
                name.write($0)
                labels.write($0)
            }
        case .structure(let id, let name, let members):
            encapsulate(w) { Self.write(id, name, members, $0) }
        case .recursive:
            w.fail()
        default:
            break
        }
    }

    private static func write(_ id: String, _ name: String, _ members: [(String, TypeCode)], _ w: CDRWriter) {
        id.write(w)
        name.write(w)
        UInt32(members.count).write(w)
        for (name, type) in members {
            name.write(w)
            type.write(w)
        }
    }

    private func encapsulate(_ w: CDRWriter, _ body: (CDRWriter) -> Void) {
        let memory = CDRMemoryWriter()
        UInt8(1).write(memory.writer)  // little endian
        body(memory.writer)
        memory.bytes.write(w)
    }
}
