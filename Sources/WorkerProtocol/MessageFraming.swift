import FoundationEssentials

/// How a message travels between server and worker: a length (`UInt32`, little-endian) and that many bytes of JSON.
///
/// Both ends use this one implementation; it does no input or output.
///
/// **Isolation**: any thread.
public enum MessageFraming {
    /// Size of the length in front of a body. **Unit**: byte.
    public static let headerSize = 4
    /// Greatest body that either end accepts, so that a damaged length cannot make it ask for gigabytes. **Unit**: byte.
    public static let maximumBodySize = 1 << 20

    /// One whole message, header included.
    ///
    /// **Throws**: ``FramingError/oversized(_:)``, ``FramingError/malformed(_:)`` if the value has no JSON form.
    public static func encode(_ message: some Encodable) throws(FramingError) -> [UInt8] {
        let body: Data
        do {
            body = try encoder().encode(message)
        } catch {
            throw .malformed("A worker message could not be encoded as JSON: \(error)")
        }
        guard body.count <= maximumBodySize else { throw .oversized(body.count) }
        let length = UInt32(body.count)
        var bytes = [UInt8]()
        bytes.reserveCapacity(headerSize + body.count)
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        bytes.append(contentsOf: body)
        return bytes
    }

    /// The value of one body, header removed.
    ///
    /// **Throws**: ``FramingError/malformed(_:)``.
    public static func decode<Message: Decodable>(
        _ type: Message.Type, body: some Sequence<UInt8>
    ) throws(FramingError) -> Message {
        do {
            return try decoder().decode(type, from: Data(body))
        } catch {
            throw .malformed("A worker message is not a \(type): \(error)")
        }
    }

    /// The body size that a header announces.
    ///
    /// **Throws**: ``FramingError/oversized(_:)``.
    static func bodySize(header: some Collection<UInt8>) throws(FramingError) -> Int {
        let length = header.prefix(headerSize).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= maximumBodySize else { throw .oversized(length) }
        return length
    }

    // JSON has no number for them, and the sum of a frame with a masked (NaN) pixel is not a number.
    private static let nonFinite = (positive: "inf", negative: "-inf", none: "nan")

    private static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: nonFinite.positive, negativeInfinity: nonFinite.negative, nan: nonFinite.none)
        return encoder
    }

    private static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: nonFinite.positive, negativeInfinity: nonFinite.negative, nan: nonFinite.none)
        return decoder
    }
}
