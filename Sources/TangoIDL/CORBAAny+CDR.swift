public import ORBBridge

extension CORBAAny: CDRCodable {
    /// The kind of the TypeCode.
    public static var minimumWireSize: Int { 4 }

    /// Reads TypeCode and value; aliases are looked through. A type that Tango does not use fails the reader.
    public static func read(_ r: CDRReader) -> CORBAAny {
        let type = TypeCode.read(r).unaliased
        if let value = scalar(type, r) ?? compound(type, r) { return value }
        r.fail()
        return .null
    }

    private static func scalar(_ type: TypeCode, _ r: CDRReader) -> CORBAAny? {
        switch type {
        case .null, .void: .null
        case .boolean: .boolean(.read(r))
        case .short: .short(.read(r))
        case .long: .long(.read(r))
        case .longlong: .longlong(.read(r))
        case .ushort: .ushort(.read(r))
        case .ulong: .ulong(.read(r))
        case .ulonglong: .ulonglong(.read(r))
        case .float: .float(.read(r))
        case .double: .double(.read(r))
        case .octet: .octet(.read(r))
        case .string: .string(.read(r))
        case .enumeration("IDL:Tango/DevState:1.0", _, _): .state(.read(r))
        default: nil
        }
    }

    private static func compound(_ type: TypeCode, _ r: CDRReader) -> CORBAAny? {
        switch type {
        case .structure("IDL:Tango/DevVarLongStringArray:1.0", _, _): .longStrings(.read(r))
        case .structure("IDL:Tango/DevVarDoubleStringArray:1.0", _, _): .doubleStrings(.read(r))
        case .structure("IDL:Tango/DevEncoded:1.0", _, _): .encoded(.read(r))
        case .sequence(let element, _): sequence(element.unaliased, r)
        default: nil
        }
    }

    private static func sequence(_ element: TypeCode, _ r: CDRReader) -> CORBAAny? {
        switch element {
        case .octet: .octets(.read(r))
        case .boolean: .booleans(.read(r))
        case .short: .shorts(.read(r))
        case .long: .longs(.read(r))
        case .longlong: .longlongs(.read(r))
        case .ushort: .ushorts(.read(r))
        case .ulong: .ulongs(.read(r))
        case .ulonglong: .ulonglongs(.read(r))
        case .float: .floats(.read(r))
        case .double: .doubles(.read(r))
        case .string: .strings(.read(r))
        case .enumeration("IDL:Tango/DevState:1.0", _, _): .states(.read(r))
        case .structure("IDL:Tango/DevEncoded:1.0", _, _): .encodeds(.read(r))
        default: nil
        }
    }

    /// The TypeCode that is written: that of cppTango, basic types for scalars and the alias for sequences.
    public var typeCode: TypeCode { content.type }

    /// Writes TypeCode and value.
    public func write(_ w: CDRWriter) {
        let (type, value) = content
        type.write(w)
        value?.write(w)
    }

    private var content: (type: TypeCode, value: (any CDRCodable)?) {
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
        case .string(let v): (.string(0), v)
        case .octet(let v): (.octet, v)
        case .state(let v): (TypeCodes.DevState, v)
        case .octets(let v): (TypeCodes.DevVarCharArray, v)
        case .booleans(let v): (TypeCodes.DevVarBooleanArray, v)
        case .shorts(let v): (TypeCodes.DevVarShortArray, v)
        case .longs(let v): (TypeCodes.DevVarLongArray, v)
        case .longlongs(let v): (TypeCodes.DevVarLong64Array, v)
        case .ushorts(let v): (TypeCodes.DevVarUShortArray, v)
        case .ulongs(let v): (TypeCodes.DevVarULongArray, v)
        case .ulonglongs(let v): (TypeCodes.DevVarULong64Array, v)
        case .floats(let v): (TypeCodes.DevVarFloatArray, v)
        case .doubles(let v): (TypeCodes.DevVarDoubleArray, v)
        case .strings(let v): (TypeCodes.DevVarStringArray, v)
        case .states(let v): (TypeCodes.DevVarStateArray, v)
        case .longStrings(let v): (TypeCodes.DevVarLongStringArray, v)
        case .doubleStrings(let v): (TypeCodes.DevVarDoubleStringArray, v)
        case .encoded(let v): (TypeCodes.DevEncoded, v)
        case .encodeds(let v): (TypeCodes.DevVarEncodedArray, v)
        }
    }
}
