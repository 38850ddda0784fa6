import Testing

@testable import TangoServer

@Suite(.timeLimit(.minutes(5)))
struct NamePatternTests {
    @Test(arguments: [
        ("*", true), ("a/b/c", true), ("A/B/C", true), ("a/*", true), ("*/c", true), ("a/*/c", true), ("*b*", true),
        ("**a**c**", true), ("a/b/c*", true), ("", false), ("a/b", false), ("a/b/cc", false), ("*d*", false),
        ("a/*/b", false), ("b*", false),
    ])
    func starsStandForAnything(_ pattern: String, _ isMeant: Bool) throws {
        #expect(try #require(NamePattern(pattern)).matches("a/b/c") == isMeant)
    }

    /// A matcher that tries all ways would not come back.
    @Test func manyStarsTakeNoTime() throws {
        let stars = String(repeating: "*a", count: 100) + "x"
        #expect(try !#require(NamePattern(stars)).matches(String(repeating: "a", count: 200)))
    }

    @Test func patternsLongerThanAnyNameMeanNothing() {
        #expect(NamePattern(String(repeating: "*", count: 2_000_000)) == nil)
        #expect(NamePattern(String(repeating: "*", count: 255))?.matches("a/b/c") == true)
    }
}
