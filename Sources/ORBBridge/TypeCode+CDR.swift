extension TypeCode: CDRCodable {
    /// The kind.
    public static var minimumWireSize: Int { 4 }

    /// Reads a TypeCode; a kind that Tango does not use and one nested too deep fail the reader.
    public static func read(_ r: CDRReader) -> TypeCode { read(r, depth: 0) }

    private static let maximumDepth = 16

    static func read(_ r: CDRReader, depth: Int) -> TypeCode {
        let kind = UInt32.read(r)
        if let simple = Kind.simple[kind] { return simple }
        switch kind {
        case Kind.string:
            return .string(.read(r))
        case Kind.indirection where depth > 0:
            // The distance back to an enclosing type; which one does not matter to anybody here.
            if Int32.read(r) > -8 { r.fail() }
            return .recursive("")
        default:
            let bytes = [UInt8].read(r)
            if let type = decoded(kind: kind, body: bytes, depth: depth) { return type }
            r.fail()
            return .null
        }
    }

    /// A TypeCode from its kind and what stands in its encapsulation; nil when that is not one.
    public init?(kind: UInt32, body: [UInt8]) {
        guard let type = Self.decoded(kind: kind, body: body, depth: 0) else { return nil }
        self = type
    }

    /// An encapsulation has a byte order of its own.
    private static func decoded(kind: UInt32, body: [UInt8], depth: Int) -> TypeCode? {
        guard let order = body.first, order <= 1, depth < maximumDepth else { return nil }
        let memory = CDRMemoryReader(body, order == 1 ? .littleEndian : .bigEndian)
        let r = memory.reader
        _ = UInt8.read(r)
        let type = content(kind, r, depth: depth + 1)
        return r.failed ? nil : type
    }

    private static func content(_ kind: UInt32, _ r: CDRReader, depth: Int) -> TypeCode? {
        switch kind {
        case Kind.structure: structure(r, depth: depth)
        case Kind.union: union(r, depth: depth)
        case Kind.enumeration: .enumeration(.read(r), .read(r), .read(r))
        case Kind.sequence: .sequence(read(r, depth: depth), .read(r))
        case Kind.array: .array(read(r, depth: depth), .read(r))
        case Kind.alias: .alias(.read(r), .read(r), read(r, depth: depth))
        default: nil
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

    // Only unions over an enumeration, whose labels travel as 32-bit numbers.
    private static func union(_ r: CDRReader, depth: Int) -> TypeCode? {
        let (id, name, label) = (String.read(r), String.read(r), read(r, depth: depth))
        guard case .enumeration = label.unaliased else { return nil }
        _ = Int32.read(r)  // the default branch
        var branches: [(UInt32, String, TypeCode)] = []
        for _ in 0..<r.sequenceLength(minimumSize: 13) where !r.failed {
            branches.append((.read(r), String.read(r), read(r, depth: depth)))
        }
        return .union(id, name, label, branches)
    }

    /// Writes the TypeCode with the content of omniORB's own.
    public func write(_ w: CDRWriter) { EncodedTypeCode(self).write(w) }
}

extension TypeCode {
    /// The numbers that CORBA gives to kinds.
    enum Kind {
        static let structure: UInt32 = 15
        static let union: UInt32 = 16
        static let enumeration: UInt32 = 17
        static let string: UInt32 = 18
        static let sequence: UInt32 = 19
        static let array: UInt32 = 20
        static let alias: UInt32 = 21
        static let indirection: UInt32 = 0xFFFF_FFFF

        static let simple: [UInt32: TypeCode] = [
            0: .null, 1: .void, 2: .short, 3: .long, 4: .ushort, 5: .ulong, 6: .float, 7: .double, 8: .boolean,
            9: .char, 10: .octet, 11: .any, 23: .longlong, 24: .ulonglong,
        ]
    }

    var kind: UInt32 {
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
        case .structure: Kind.structure
        case .union: Kind.union
        case .enumeration: Kind.enumeration
        case .string: Kind.string
        case .sequence: Kind.sequence
        case .array: Kind.array
        case .alias: Kind.alias
        case .longlong: 23
        case .ulonglong: 24
        case .recursive: Kind.indirection
        }
    }
}
