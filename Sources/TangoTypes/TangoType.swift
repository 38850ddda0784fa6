/// The type numbers of Tango, of command arguments and of attribute elements.
///
/// **Source**: `CmdArgType` of the Tango libraries; the number travels in `data_type`, `in_type` and `out_type`.
public enum TangoType: Int32, Sendable, CaseIterable {
    /// No argument.
    case void = 0
    /// `DevBoolean`.
    case boolean = 1
    /// `DevShort`, 16 bit.
    case short = 2
    /// `DevLong`, 32 bit.
    case long = 3
    /// `DevFloat`.
    case float = 4
    /// `DevDouble`.
    case double = 5
    /// `DevUShort`.
    case ushort = 6
    /// `DevULong`, 32 bit.
    case ulong = 7
    /// `DevString`.
    case string = 8
    /// `DevVarCharArray`, bytes.
    case charArray = 9
    /// `DevVarShortArray`.
    case shortArray = 10
    /// `DevVarLongArray`.
    case longArray = 11
    /// `DevVarFloatArray`.
    case floatArray = 12
    /// `DevVarDoubleArray`.
    case doubleArray = 13
    /// `DevVarUShortArray`.
    case ushortArray = 14
    /// `DevVarULongArray`.
    case ulongArray = 15
    /// `DevVarStringArray`.
    case stringArray = 16
    /// `DevVarLongStringArray`.
    case longStringArray = 17
    /// `DevVarDoubleStringArray`.
    case doubleStringArray = 18
    /// `DevState`.
    case state = 19
    /// `ConstDevString`, the same on the wire as ``string``.
    case constString = 20
    /// `DevVarBooleanArray`.
    case booleanArray = 21
    /// `DevUChar`.
    case uchar = 22
    /// `DevLong64`.
    case long64 = 23
    /// `DevULong64`.
    case ulong64 = 24
    /// `DevVarLong64Array`.
    case long64Array = 25
    /// `DevVarULong64Array`.
    case ulong64Array = 26
    /// `DevEncoded`.
    case encoded = 28
    /// `DevEnum`: a short with labels.
    case enumeration = 29
    /// `DevPipeBlob`.
    case pipeBlob = 30
    /// `DevVarStateArray`.
    case stateArray = 31

    /// Whether value limits and alarms can be configured for elements of this type.
    public var hasLimits: Bool {
        switch self {
        case .short, .long, .long64, .float, .double, .uchar, .ushort, .ulong, .ulong64, .encoded: true
        default: false
        }
    }

    /// Whether change criteria can be configured for elements of this type.
    public var hasCriteria: Bool { hasLimits || self == .enumeration }

    /// Whether an event can only be configured to fire by a numeric criterion, so that one must be given.
    public var needsCriteria: Bool { hasLimits && self != .encoded }

    /// Whether elements are floating-point numbers.
    public var isFloatingPoint: Bool { self == .float || self == .double }
}
