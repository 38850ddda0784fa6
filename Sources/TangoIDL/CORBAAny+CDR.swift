public import ORBBridge

extension CORBAAny: CDRCodable {
    /// The kind of the TypeCode.
    public static var minimumWireSize: Int { 4 }

    /// Reads TypeCode and value; aliases are looked through. A type that Tango does not use fails the reader.
    public static func read(_ r: CDRReader) -> CORBAAny {
        guard let type = AnyType.read(r) else {
            r.fail()
            return .null
        }
        return type.readValue(r)
    }

    /// Writes TypeCode and value.
    public func write(_ w: CDRWriter) {
        let (type, value) = content
        type.encoded.write(w)
        value?.write(w)
    }

    /// The TypeCode that is written: that of cppTango, basic types for scalars and the alias for sequences.
    public var typeCode: TypeCode { content.type.typeCode }

    private var content: (type: AnyType, value: (any CDRCodable)?) {
        switch self {
        case .null: (.null, nil)
        case .boolean(let v): (.boolean, v)
        case .short(let v): (.short, v)
        case .long(let v): (.long, v)
        case .longlong(let v): (.longlong, v)
        case .ushort(let v): (.ushort, v)
        case .ulong(let v): (.ulong, v)
        case .ulonglong(let v): (.ulonglong, v)
        case .float(let v): (.float, v)
        case .double(let v): (.double, v)
        case .string(let v): (.string, v)
        case .octet(let v): (.octet, v)
        case .state(let v): (.state, v)
        case .octets(let v): (.octets, v)
        case .booleans(let v): (.booleans, v)
        case .shorts(let v): (.shorts, v)
        case .longs(let v): (.longs, v)
        case .longlongs(let v): (.longlongs, v)
        case .ushorts(let v): (.ushorts, v)
        case .ulongs(let v): (.ulongs, v)
        case .ulonglongs(let v): (.ulonglongs, v)
        case .floats(let v): (.floats, v)
        case .doubles(let v): (.doubles, v)
        case .strings(let v): (.strings, v)
        case .states(let v): (.states, v)
        case .longStrings(let v): (.longStrings, v)
        case .doubleStrings(let v): (.doubleStrings, v)
        case .encoded(let v): (.encoded, v)
        case .encodeds(let v): (.encodeds, v)
        case .pipeBlob(let v): (.pipeBlob, v)
        }
    }
}
