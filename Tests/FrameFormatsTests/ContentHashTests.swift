import Hashing
import Testing

@Suite("Hashes")
struct ContentHashTests {
    /// Values of `xxhsum -H2`.
    static let vectors = [
        ("", "99aa06d3014798d86001c324468d497f"),
        ("abc", "06b05ab6733a618578af5f94892f3950"),
    ]

    @Test(arguments: vectors)
    func digitsAreThoseOfTheStandardTool(text: String, digits: String) {
        #expect(ContentHash.of(Array(text.utf8)) == digits)
    }

    @Test func piecesAndWholeAgree() {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var hash = ContentHash()
        for start in stride(from: 0, to: bytes.count, by: 777) {
            hash.update(Array(bytes[start..<min(start + 777, bytes.count)]))
        }
        #expect(hash.hexadecimal == ContentHash.of(bytes))
    }
}
