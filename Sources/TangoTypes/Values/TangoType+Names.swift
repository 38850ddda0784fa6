extension TangoType {
    /// The name in error texts: `DevDouble`, `DevVarDoubleArray`…
    public var name: String { Self.names[Int(rawValue)] }

    /// The name as the reference implementation's error texts have it: `Tango::DevDouble`.
    public var qualifiedName: String { "Tango::" + name }

    /// The array type that carries elements of this type.
    public var arrayType: TangoType {
        switch self {
        case .boolean: .booleanArray
        case .short, .enumeration: .shortArray
        case .long: .longArray
        case .float: .floatArray
        case .double: .doubleArray
        case .ushort: .ushortArray
        case .ulong: .ulongArray
        case .string, .constString: .stringArray
        case .state: .stateArray
        case .uchar: .charArray
        case .long64: .long64Array
        case .ulong64: .ulong64Array
        default: self
        }
    }

    private static let names = [
        "DevVoid", "DevBoolean", "DevShort", "DevLong", "DevFloat", "DevDouble", "DevUShort", "DevULong", "DevString",
        "DevVarCharArray", "DevVarShortArray", "DevVarLongArray", "DevVarFloatArray", "DevVarDoubleArray",
        "DevVarUShortArray", "DevVarULongArray", "DevVarStringArray", "DevVarLongStringArray",
        "DevVarDoubleStringArray", "DevState", "ConstDevString", "DevVarBooleanArray", "DevUChar", "DevLong64",
        "DevULong64", "DevVarLong64Array", "DevVarULong64Array", "DevInt", "DevEncoded", "DevEnum", "DevPipeBlob",
        "DevVarStateArray",
    ]
}
