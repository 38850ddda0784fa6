public import TangoIDL

/// What a command takes or returns: the scalar types, their arrays, and the two combined types.
public protocol CommandValue: Sendable {
    /// The type's number.
    static var commandType: TangoType { get }

    /// The value in an `Any`.
    var any: CORBAAny { get }

    /// The value of an `Any`; nil when it holds another type.
    init?(any: CORBAAny)
}

/// A scalar whose arrays commands can carry.
public protocol CommandElement: TangoScalar {}

extension Array: CommandValue where Element: CommandElement {
    /// The array type of the element.
    public static var commandType: TangoType { Element.tangoType.arrayType }
    /// A sequence.
    public var any: CORBAAny { Element.anySequence(self) }
    /// From a sequence.
    public init?(any: CORBAAny) {
        guard let elements = Element.elements(any) else { return nil }
        self = elements
    }
}

extension UInt8: CommandElement {}

extension Bool: CommandValue, CommandElement {
    /// Bool is `boolean`.
    public static var commandType: TangoType { .boolean }
    /// The basic type.
    public var any: CORBAAny { .boolean(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .boolean(let v) = any { self = v } else { return nil } }
}

extension Int16: CommandValue, CommandElement {
    /// Int16 is `short`.
    public static var commandType: TangoType { .short }
    /// The basic type.
    public var any: CORBAAny { .short(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .short(let v) = any { self = v } else { return nil } }
}

extension UInt16: CommandValue, CommandElement {
    /// UInt16 is `ushort`.
    public static var commandType: TangoType { .ushort }
    /// The basic type.
    public var any: CORBAAny { .ushort(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .ushort(let v) = any { self = v } else { return nil } }
}

extension Int32: CommandValue, CommandElement {
    /// Int32 is `long`.
    public static var commandType: TangoType { .long }
    /// The basic type.
    public var any: CORBAAny { .long(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .long(let v) = any { self = v } else { return nil } }
}

extension UInt32: CommandValue, CommandElement {
    /// UInt32 is `ulong`.
    public static var commandType: TangoType { .ulong }
    /// The basic type.
    public var any: CORBAAny { .ulong(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .ulong(let v) = any { self = v } else { return nil } }
}

extension Int64: CommandValue, CommandElement {
    /// Int64 is `long64`.
    public static var commandType: TangoType { .long64 }
    /// The basic type.
    public var any: CORBAAny { .longlong(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .longlong(let v) = any { self = v } else { return nil } }
}

extension UInt64: CommandValue, CommandElement {
    /// UInt64 is `ulong64`.
    public static var commandType: TangoType { .ulong64 }
    /// The basic type.
    public var any: CORBAAny { .ulonglong(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .ulonglong(let v) = any { self = v } else { return nil } }
}

extension Float: CommandValue, CommandElement {
    /// Float is `float`.
    public static var commandType: TangoType { .float }
    /// The basic type.
    public var any: CORBAAny { .float(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .float(let v) = any { self = v } else { return nil } }
}

extension Double: CommandValue, CommandElement {
    /// Double is `double`.
    public static var commandType: TangoType { .double }
    /// The basic type.
    public var any: CORBAAny { .double(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .double(let v) = any { self = v } else { return nil } }
}

extension String: CommandValue, CommandElement {
    /// String is `string`.
    public static var commandType: TangoType { .string }
    /// The basic type.
    public var any: CORBAAny { .string(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .string(let v) = any { self = v } else { return nil } }
}

extension DevState: CommandValue, CommandElement {
    /// DevState is `state`.
    public static var commandType: TangoType { .state }
    /// The basic type.
    public var any: CORBAAny { .state(self) }
    /// From the basic type.
    public init?(any: CORBAAny) { if case .state(let v) = any { self = v } else { return nil } }
}

extension DevEncoded: CommandValue {
    /// DevEncoded is `encoded`.
    public static var commandType: TangoType { .encoded }
    /// The structure.
    public var any: CORBAAny { .encoded(self) }
    /// From the structure.
    public init?(any: CORBAAny) { if case .encoded(let v) = any { self = v } else { return nil } }
}

extension DevVarLongStringArray: CommandValue {
    /// DevVarLongStringArray is `longStringArray`.
    public static var commandType: TangoType { .longStringArray }
    /// The structure.
    public var any: CORBAAny { .longStrings(self) }
    /// From the structure.
    public init?(any: CORBAAny) { if case .longStrings(let v) = any { self = v } else { return nil } }
}

extension DevVarDoubleStringArray: CommandValue {
    /// DevVarDoubleStringArray is `doubleStringArray`.
    public static var commandType: TangoType { .doubleStringArray }
    /// The structure.
    public var any: CORBAAny { .doubleStrings(self) }
    /// From the structure.
    public init?(any: CORBAAny) { if case .doubleStrings(let v) = any { self = v } else { return nil } }
}
