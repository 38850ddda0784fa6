/// The description of a type that travels before the value in an `Any`.
public indirect enum TypeCode: Sendable {
    /// No value.
    case null
    /// No value either.
    case void
    /// 16 bits.
    case short
    /// 32 bits.
    case long
    /// 16 bits, unsigned.
    case ushort
    /// 32 bits, unsigned.
    case ulong
    /// 32 bits, floating.
    case float
    /// 64 bits, floating.
    case double
    /// True or false.
    case boolean
    /// A character of one byte.
    case char
    /// A byte.
    case octet
    /// A value with its own TypeCode.
    case any
    /// 64 bits.
    case longlong
    /// 64 bits, unsigned.
    case ulonglong
    /// A string of at most so many bytes; 0: any number.
    case string(UInt32)
    /// A sequence of at most so many elements; 0: any number.
    case sequence(TypeCode, UInt32)
    /// So many elements.
    case array(TypeCode, UInt32)
    /// Another name: repository id, name, type.
    case alias(String, String, TypeCode)
    /// Repository id, name, members.
    case structure(String, String, [(String, TypeCode)])
    /// Repository id, name, type of the label (an enumeration), branches: label, name, type.
    case union(String, String, TypeCode, [(UInt32, String, TypeCode)])
    /// Repository id, name, labels.
    case enumeration(String, String, [String])
    /// The enclosing structure or alias of this repository id.
    case recursive(String)

    /// The type behind all aliases.
    public var unaliased: TypeCode {
        if case .alias(_, _, let type) = self { return type.unaliased }
        return self
    }

    /// The name of a declared type.
    var repositoryID: String? {
        switch self {
        case .alias(let id, _, _), .structure(let id, _, _), .union(let id, _, _, _), .enumeration(let id, _, _),
            .recursive(let id):
            id
        default: nil
        }
    }
}

extension TypeCode: Equatable {
    /// Equal when the bytes on the wire are.
    public static func == (lhs: TypeCode, rhs: TypeCode) -> Bool { lhs.cdrBytes() == rhs.cdrBytes() }
}
