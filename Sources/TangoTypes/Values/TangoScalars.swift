import TangoIDL

/// The scalar types as a list, for what has to find the one that fits. Nobody else enumerates them.
public enum TangoScalars {
    /// All thirteen: those of the wire. An enumeration travels as one of them.
    public static let all: [any TangoScalar.Type] = [
        Bool.self, UInt8.self, Int16.self, UInt16.self, Int32.self, UInt32.self, Int64.self, UInt64.self, Float.self,
        Double.self, String.self, DevState.self, DevEncoded.self,
    ]

    /// By the number of the type, of the scalar and of its array.
    fileprivate static let byType: [TangoType: any TangoScalar.Type] = {
        var found: [TangoType: any TangoScalar.Type] = [.enumeration: EnumIndex.self, .constString: String.self]
        for scalar in all {
            found[scalar.tangoType] = scalar
            found[scalar.tangoType.arrayType] = scalar
        }
        return found
    }()
}

extension TangoType {
    /// The Swift type of one element of an attribute, or of a command's argument or result; nil for the combined types
    /// and for none.
    public var elementType: (any TangoScalar.Type)? { TangoScalars.byType[self] }

    /// The Swift type of the elements of a numeric attribute; nil for every other one and for enumerations, of which
    /// any difference counts.
    var numberType: (any TangoNumber.Type)? { isNumber ? elementType?.numberType : nil }

    private var isNumber: Bool { hasLimits && self != .encoded }
}
