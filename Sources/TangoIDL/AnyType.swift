internal import ORBBridge

/// A type that Tango puts into an `any`: its TypeCode and how its value is read.
struct AnyType: Sendable {
    let typeCode: TypeCode
    let encoded: EncodedTypeCode
    let readValue: @Sendable (CDRReader) -> CORBAAny

    init(_ typeCode: TypeCode, _ readValue: @escaping @Sendable (CDRReader) -> CORBAAny) {
        (self.typeCode, self.encoded, self.readValue) = (typeCode, EncodedTypeCode(typeCode), readValue)
    }

    static let null = AnyType(.null) { _ in .null }
    static let boolean = AnyType(.boolean) { .boolean(.read($0)) }
    static let short = AnyType(.short) { .short(.read($0)) }
    static let long = AnyType(.long) { .long(.read($0)) }
    static let longlong = AnyType(.longlong) { .longlong(.read($0)) }
    static let ushort = AnyType(.ushort) { .ushort(.read($0)) }
    static let ulong = AnyType(.ulong) { .ulong(.read($0)) }
    static let ulonglong = AnyType(.ulonglong) { .ulonglong(.read($0)) }
    static let float = AnyType(.float) { .float(.read($0)) }
    static let double = AnyType(.double) { .double(.read($0)) }
    static let string = AnyType(.string(0)) { .string(.read($0)) }
    static let octet = AnyType(.octet) { .octet(.read($0)) }
    static let state = AnyType(TypeCodes.DevState) { .state(.read($0)) }
    static let octets = AnyType(TypeCodes.DevVarCharArray) { .octets(.read($0)) }
    static let booleans = AnyType(TypeCodes.DevVarBooleanArray) { .booleans(.read($0)) }
    static let shorts = AnyType(TypeCodes.DevVarShortArray) { .shorts(.read($0)) }
    static let longs = AnyType(TypeCodes.DevVarLongArray) { .longs(.read($0)) }
    static let longlongs = AnyType(TypeCodes.DevVarLong64Array) { .longlongs(.read($0)) }
    static let ushorts = AnyType(TypeCodes.DevVarUShortArray) { .ushorts(.read($0)) }
    static let ulongs = AnyType(TypeCodes.DevVarULongArray) { .ulongs(.read($0)) }
    static let ulonglongs = AnyType(TypeCodes.DevVarULong64Array) { .ulonglongs(.read($0)) }
    static let floats = AnyType(TypeCodes.DevVarFloatArray) { .floats(.read($0)) }
    static let doubles = AnyType(TypeCodes.DevVarDoubleArray) { .doubles(.read($0)) }
    static let strings = AnyType(TypeCodes.DevVarStringArray) { .strings(.read($0)) }
    static let states = AnyType(TypeCodes.DevVarStateArray) { .states(.read($0)) }
    static let longStrings = AnyType(TypeCodes.DevVarLongStringArray) { .longStrings(.read($0)) }
    static let doubleStrings = AnyType(TypeCodes.DevVarDoubleStringArray) { .doubleStrings(.read($0)) }
    static let encoded = AnyType(TypeCodes.DevEncoded) { .encoded(.read($0)) }
    static let encodeds = AnyType(TypeCodes.DevVarEncodedArray) { .encodeds(.read($0)) }
    static let pipeBlob = AnyType(TypeCodes.DevPipeBlob) { .pipeBlob(.read($0)) }

    static let all = [
        null, boolean, short, long, longlong, ushort, ulong, ulonglong, float, double, string, octet, state, octets,
        booleans, shorts, longs, longlongs, ushorts, ulongs, ulonglongs, floats, doubles, strings, states, longStrings,
        doubleStrings, encoded, encodeds, pipeBlob,
    ]
}

extension AnyType {
    private static let maximumTypeCodeSize = 65536

    /// Reads a TypeCode and finds the type; nil for one that Tango does not use.
    static func read(_ r: CDRReader) -> AnyType? {
        let kind = UInt32.read(r)
        switch kind {
        case 0, 1: return null
        case 2: return short
        case 3: return long
        case 4: return ushort
        case 5: return ulong
        case 6: return float
        case 7: return double
        case 8: return boolean
        case 10: return octet
        case 18:
            _ = UInt32.read(r)  // the bound
            return string
        case 23: return longlong
        case 24: return ulonglong
        case 15...17, 19...21:
            let body = [UInt8].read(r)
            guard body.count <= maximumTypeCodeSize else { return nil }
            if let known = named(body) { return known }
            return TypeCode(kind: kind, body: body).flatMap { Key($0) }.flatMap { byKey[$0] }
        default: return nil
        }
    }

    /// By the repository id that stands first in the encapsulation of a declared type: what Tango has declared need not
    /// be taken apart for every value.
    private static func named(_ body: [UInt8]) -> AnyType? {
        guard body.count > 8 else { return nil }
        let digits = body[0] == 1 ? [7, 6, 5, 4] : [4, 5, 6, 7]
        let length = digits.reduce(0) { $0 << 8 | Int(body[$1]) }
        guard length > 0, length <= body.count - 8 else { return nil }
        return byName[body[8..<8 + length - 1]]
    }

    private static let byName: [ArraySlice<UInt8>: AnyType] = {
        let pairs = all.compactMap { type -> (ArraySlice<UInt8>, AnyType)? in
            switch type.typeCode {
            case .alias(let id, _, _), .structure(let id, _, _), .enumeration(let id, _, _):
                (id.utf8.map { $0 }[...], type)
            default: nil
            }
        }
        return Dictionary(pairs) { first, _ in first }
    }()

    /// By what the type is, whatever its aliases are called; structs and enumerations by their repository id.
    private static let byKey: [Key: AnyType] = {
        let pairs = all.compactMap { type in Key(type.typeCode).map { ($0, type) } }
        return Dictionary(pairs) { first, _ in first }
    }()

    private enum Key: Hashable, Sendable {
        case basic(String)
        case named(String)
        indirect case sequence(Key)

        init?(_ type: TypeCode) {
            switch type.unaliased {
            case .structure(let id, _, _), .enumeration(let id, _, _): self = .named(id)
            case .sequence(let element, _):
                guard let inner = Key(element) else { return nil }
                self = .sequence(inner)
            case .string: self = .basic("string")
            case .alias, .array, .union, .recursive, .any, .char: return nil
            case let basic: self = .basic("\(basic)")
            }
        }
    }
}
