import Foundation
import ORBBridge
import Testing

@testable import TangoIDL

/// The bytes that omniORB's own C++ stubs write for the same values (`Golden/regenerate` makes them).
struct GoldenTests {
    struct Bytes: Sendable, CustomTestStringConvertible {
        let sample: Sample
        let order: ByteOrder
        let golden: [UInt8]
        var testDescription: String { "\(sample.name) \(order)" }
    }

    static let all: [Bytes] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/golden.txt")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let samples = Dictionary(uniqueKeysWithValues: Samples.all.map { ($0.name, $0) })
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ").map(String.init)
            guard fields.count == 3, let sample = samples[fields[0]] else { return nil }
            return Bytes(
                sample: sample, order: fields[1] == "little" ? .littleEndian : .bigEndian, golden: bytes(fields[2]))
        }
    }()

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap { $0.hexDigitValue }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    @Test func everySampleHasItsBytes() {
        #expect(Self.all.count == 2 * Samples.all.count)
        #expect(Self.all.count > 200)
    }

    @Test(arguments: all)
    func bytesAreThoseOfOmniORB(case bytes: Bytes) {
        let own = bytes.sample.encoded(bytes.order)
        let padding = TypeCodePadding.positions(in: own)
        #expect(own.count == bytes.golden.count)
        let different = own.indices.first {
            $0 < bytes.golden.count && own[$0] != bytes.golden[$0] && !padding.contains($0)
        }
        #expect(different == nil)
    }

    @Test(arguments: all)
    func bytesOfOmniORBAreUnderstood(case bytes: Bytes) {
        #expect(bytes.sample.isDecoded(bytes.golden, bytes.order))
        #expect(bytes.sample.reencoded(bytes.golden, bytes.order) == bytes.sample.encoded(bytes.order))
    }
}

/// omniORB leaves in the padding of a TypeCode whatever was in memory; everything else must be equal.
enum TypeCodePadding {
    static func positions(in bytes: [UInt8]) -> Set<Int> {
        var result: Set<Int> = []
        for (body, padding) in bodies {
            var from = bytes.startIndex
            while let range = bytes[from...].firstRange(of: body) {
                result.formUnion(padding.map { range.lowerBound + $0 })
                from = range.lowerBound + 1
            }
        }
        return result
    }

    private static let bodies: [(body: [UInt8], padding: [Int])] = AnyType.all.compactMap { type in
        let painted = EncodedTypeCode(type.typeCode, padding: 0xEE).encapsulation?.body
        guard let body = type.encoded.encapsulation?.body, let painted else { return nil }
        return (body, body.indices.filter { body[$0] != painted[$0] })
    }
}
