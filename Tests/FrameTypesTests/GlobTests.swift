import FrameTypes
import Testing

@Suite("Globs")
struct GlobTests {
    @Test(
        "What matches",
        arguments: [
            ("*.tif", "a.tif", true), ("*.tif", "a.tiff", false), ("*.tif", ".tif", true), ("*.tif", "a.TIF", false),
            ("*.dark-*.tif", "a-00001.dark-00001.tif", true), ("*.dark.tif", "darkmatter.tif", false), ("?", "é", true),
            ("?", "", false), ("a?c", "abc", true), ("*", "", true), ("**a**", "bab", true), ("a*b*c", "aXbXbXc", true),
            ("a*b*c", "acb", false), ("[abc].x", "b.x", true), ("[a-c]", "d", false), ("[!a-c]", "d", true),
            ("[^a]", "a", false), ("[]]", "]", true), ("[a-]", "-", true), ("[", "[", true), ("[ab", "[ab", true),
        ])
    func matching(_ pattern: String, _ name: String, _ expected: Bool) throws {
        #expect(try #require(Glob(pattern)).matches(name) == expected)
    }

    @Test("Patterns that cannot be", arguments: ["", "a/b"])
    func refused(_ pattern: String) { #expect(Glob(pattern) == nil) }

    @Test("Many stars take no for ever")
    func stars() throws {
        let glob = try #require(Glob(String(repeating: "a*", count: 30) + "b"))
        #expect(!glob.matches(String(repeating: "a", count: 5_000)))
    }
}
