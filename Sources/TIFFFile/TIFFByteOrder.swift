/// Order of the bytes of a number in a TIFF file.
public enum TIFFByteOrder: Sendable, Equatable {
    /// `II`, least significant byte first.
    case little
    /// `MM`, most significant byte first.
    case big

    /// The number that bytes mean.
    func number(_ bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
        switch self {
        case .little: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        case .big: bytes.reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// The bytes of a number, `size` of them.
    func bytes(_ number: UInt64, size: Int) -> [UInt8] {
        let little = (0..<size).map { UInt8(truncatingIfNeeded: number >> (UInt64($0) * 8)) }
        return self == .little ? little : little.reversed()
    }
}
