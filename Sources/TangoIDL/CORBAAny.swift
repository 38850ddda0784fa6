/// An IDL `any` with one of the types that Tango puts into one: command arguments and results, values of the old
/// attribute operations, histories.
public enum CORBAAny: Sendable, Equatable {
    /// Nothing: DevVoid.
    case null
    /// DevBoolean.
    case boolean(Bool)
    /// DevShort and DevEnum.
    case short(Int16)
    /// DevLong.
    case long(Int32)
    /// DevLong64.
    case longlong(Int64)
    /// DevUShort.
    case ushort(UInt16)
    /// DevULong.
    case ulong(UInt32)
    /// DevULong64.
    case ulonglong(UInt64)
    /// DevFloat.
    case float(Float)
    /// DevDouble.
    case double(Double)
    /// DevString.
    case string(String)
    /// DevUChar.
    case octet(UInt8)
    /// DevState.
    case state(DevState)
    /// DevVarCharArray.
    case octets([UInt8])
    /// DevVarShortArray.
    case shorts([Int16])
    /// DevVarLongArray.
    case longs([Int32])
    /// DevVarLong64Array.
    case longlongs([Int64])
    /// DevVarUShortArray.
    case ushorts([UInt16])
    /// DevVarULongArray.
    case ulongs([UInt32])
    /// DevVarULong64Array.
    case ulonglongs([UInt64])
    /// DevVarFloatArray.
    case floats([Float])
    /// DevVarDoubleArray.
    case doubles([Double])
    /// DevVarStringArray.
    case strings([String])
    /// DevVarBooleanArray.
    case booleans([Bool])
    /// DevVarStateArray.
    case states([DevState])
    /// DevVarLongStringArray.
    case longStrings(DevVarLongStringArray)
    /// DevVarDoubleStringArray.
    case doubleStrings(DevVarDoubleStringArray)
    /// DevEncoded.
    case encoded(DevEncoded)
    /// DevVarEncodedArray.
    case encodeds([DevEncoded])
    /// DevPipeBlob.
    case pipeBlob(DevPipeBlob)
}
