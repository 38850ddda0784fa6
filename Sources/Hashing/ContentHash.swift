internal import CXXHash

/// A hash of bytes that arrive in pieces.
///
/// **Isolation**: one owner; no two threads at once.
/// **Source**: `XXH3_128bits_update` of libxxhash.
public struct ContentHash: ~Copyable {
    /// The function in use.
    public let kind: HashKind
    private let state: OpaquePointer

    /// Starts an empty hash.
    public init(_ kind: HashKind = .xxh3) {
        guard let state = XXH3_createState() else { fatalError("No memory for a hash state of 600 bytes.") }
        self.kind = kind
        self.state = state
        XXH3_128bits_reset(state)
    }

    deinit { XXH3_freeState(state) }

    /// Takes the next bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        _ = cxxhash_update(state, base, bytes.count)
    }

    /// Takes the next bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The hash of all bytes so far: lower-case hexadecimal digits in canonical (big-endian) order.
    public var hexadecimal: String {
        let value = XXH3_128bits_digest(state)
        return Self.digits(value.high64) + Self.digits(value.low64)
    }

    /// The hash of bytes that are all there.
    public static func of(_ bytes: [UInt8], kind: HashKind = .xxh3) -> String {
        var hash = ContentHash(kind)
        hash.update(bytes)
        return hash.hexadecimal
    }

    private static func digits(_ half: UInt64) -> String {
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
