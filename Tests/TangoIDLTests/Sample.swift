import ORBBridge
import Testing

/// A value of some IDL type, its type hidden.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let encoded: @Sendable (ByteOrder) -> [UInt8]
    /// Decodes and encodes again; nil when the bytes are refused.
    let reencoded: @Sendable ([UInt8], ByteOrder) -> [UInt8]?
    /// Decodes and compares with the value.
    let isDecoded: @Sendable ([UInt8], ByteOrder) -> Bool

    init<T: CDRCodable & Equatable & Sendable>(_ name: String, _ value: T) {
        self.name = name
        encoded = { value.cdrBytes($0) }
        reencoded = { T.decoded(cdr: $0, $1)?.cdrBytes($1) }
        isDecoded = { T.decoded(cdr: $0, $1) == value }
    }

    var testDescription: String { name }
}
