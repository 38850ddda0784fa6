public import TangoIDL

// The one place where the wire's types are told apart: a line per direction and type, nothing computed.

extension UInt8: TangoNumber {
    /// UInt8 is `uchar`.
    public static var tangoType: TangoType { .uchar }
    /// The union's branch.
    public static func attributeData(_ elements: [UInt8]) -> AttrValUnion { .uchar_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [UInt8]? {
        if case .uchar_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [UInt8]) -> CORBAAny { .octets(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [UInt8]? { if case .octets(let v) = any { v } else { nil } }
}

extension Int16: TangoNumber {
    /// Int16 is `short`.
    public static var tangoType: TangoType { .short }
    /// The union's branch.
    public static func attributeData(_ elements: [Int16]) -> AttrValUnion { .short_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [Int16]? {
        if case .short_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [Int16]) -> CORBAAny { .shorts(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [Int16]? { if case .shorts(let v) = any { v } else { nil } }
}

extension UInt16: TangoNumber {
    /// UInt16 is `ushort`.
    public static var tangoType: TangoType { .ushort }
    /// The union's branch.
    public static func attributeData(_ elements: [UInt16]) -> AttrValUnion { .ushort_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [UInt16]? {
        if case .ushort_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [UInt16]) -> CORBAAny { .ushorts(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [UInt16]? { if case .ushorts(let v) = any { v } else { nil } }
}

extension Int32: TangoNumber {
    /// Int32 is `long`.
    public static var tangoType: TangoType { .long }
    /// The union's branch.
    public static func attributeData(_ elements: [Int32]) -> AttrValUnion { .long_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [Int32]? {
        if case .long_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [Int32]) -> CORBAAny { .longs(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [Int32]? { if case .longs(let v) = any { v } else { nil } }
}

extension UInt32: TangoNumber {
    /// UInt32 is `ulong`.
    public static var tangoType: TangoType { .ulong }
    /// The union's branch.
    public static func attributeData(_ elements: [UInt32]) -> AttrValUnion { .ulong_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [UInt32]? {
        if case .ulong_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [UInt32]) -> CORBAAny { .ulongs(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [UInt32]? { if case .ulongs(let v) = any { v } else { nil } }
}

extension Int64: TangoNumber {
    /// Int64 is `long64`.
    public static var tangoType: TangoType { .long64 }
    /// The union's branch.
    public static func attributeData(_ elements: [Int64]) -> AttrValUnion { .long64_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [Int64]? {
        if case .long64_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [Int64]) -> CORBAAny { .longlongs(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [Int64]? { if case .longlongs(let v) = any { v } else { nil } }
}

extension UInt64: TangoNumber {
    /// UInt64 is `ulong64`.
    public static var tangoType: TangoType { .ulong64 }
    /// The union's branch.
    public static func attributeData(_ elements: [UInt64]) -> AttrValUnion { .ulong64_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [UInt64]? {
        if case .ulong64_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [UInt64]) -> CORBAAny { .ulonglongs(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [UInt64]? { if case .ulonglongs(let v) = any { v } else { nil } }
}

extension Float: TangoNumber {
    /// Float is `float`.
    public static var tangoType: TangoType { .float }
    /// The union's branch.
    public static func attributeData(_ elements: [Float]) -> AttrValUnion { .float_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [Float]? {
        if case .float_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [Float]) -> CORBAAny { .floats(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [Float]? { if case .floats(let v) = any { v } else { nil } }
}

extension Double: TangoNumber {
    /// Double is `double`.
    public static var tangoType: TangoType { .double }
    /// The union's branch.
    public static func attributeData(_ elements: [Double]) -> AttrValUnion { .double_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [Double]? {
        if case .double_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [Double]) -> CORBAAny { .doubles(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [Double]? { if case .doubles(let v) = any { v } else { nil } }
}

extension Bool: TangoScalar {
    /// Bool is `boolean`.
    public static var tangoType: TangoType { .boolean }
    /// The union's branch.
    public static func attributeData(_ elements: [Bool]) -> AttrValUnion { .bool_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [Bool]? {
        if case .bool_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [Bool]) -> CORBAAny { .booleans(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [Bool]? { if case .booleans(let v) = any { v } else { nil } }
    /// True, by Tango's tradition.
    public static var unwritten: Bool { true }
    /// `true` or `false`, the only forms that readers accept.
    public var memorizedText: String? { self ? "true" : "false" }
    /// Accepts `true` and `false`.
    public init?(memorizedText: String) { self.init(memorizedText) }
}

extension String: TangoScalar {
    /// String is `string`.
    public static var tangoType: TangoType { .string }
    /// The union's branch.
    public static func attributeData(_ elements: [String]) -> AttrValUnion { .string_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [String]? {
        if case .string_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [String]) -> CORBAAny { .strings(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [String]? { if case .strings(let v) = any { v } else { nil } }
    /// A text that says so.
    public static var unwritten: String { "Not initialised" }
    /// The text itself.
    public var memorizedText: String? { self }
    /// Any text.
    public init?(memorizedText: String) { self = memorizedText }
}

extension DevState: TangoScalar {
    /// DevState is `state`.
    public static var tangoType: TangoType { .state }
    /// The union's branch.
    public static func attributeData(_ elements: [DevState]) -> AttrValUnion { .state_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [DevState]? {
        if case .state_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [DevState]) -> CORBAAny { .states(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [DevState]? { if case .states(let v) = any { v } else { nil } }
    /// Unknown.
    public static var unwritten: DevState { .UNKNOWN }
    /// The state's number.
    public var memorizedText: String? { String(rawValue) }
    /// A state's number.
    public init?(memorizedText: String) {
        guard let number = UInt32(memorizedText) else { return nil }
        self.init(rawValue: number)
    }
}

extension DevEncoded: TangoScalar {
    /// DevEncoded is `encoded`.
    public static var tangoType: TangoType { .encoded }
    /// The union's branch.
    public static func attributeData(_ elements: [DevEncoded]) -> AttrValUnion { .encoded_att_value(elements) }
    /// The branch's payload.
    public static func elements(_ data: AttrValUnion) -> [DevEncoded]? {
        if case .encoded_att_value(let v) = data { v } else { nil }
    }
    /// The sequence type.
    public static func anySequence(_ elements: [DevEncoded]) -> CORBAAny { .encodeds(elements) }
    /// The sequence's payload.
    public static func elements(_ any: CORBAAny) -> [DevEncoded]? { if case .encodeds(let v) = any { v } else { nil } }
    /// "Not initialised" in place of a format, no bytes.
    public static var unwritten: DevEncoded { DevEncoded(encoded_format: "Not initialised", encoded_data: []) }
    /// Encoded values cannot be memorized.
    public var memorizedText: String? { nil }
    /// Encoded values cannot be memorized.
    public init?(memorizedText: String) { return nil }
}
