import POSIXFiles
import Testing

@Suite("Paths")
struct PathTests {
    @Test(
        "Normalised",
        arguments: [("/a//b/./c/../d/", "/a/b/d"), ("/", "/"), ("/..", nil), ("/a/../..", nil), ("/.", "/")])
    func normalised(_ path: String, _ expected: String?) { #expect(Paths.normalised(path) == expected) }

    @Test("Parts")
    func parts() {
        #expect(Paths.base(of: "/a/b.c") == "b.c")
        #expect(Paths.directory(of: "/a/b.c") == "/a")
        #expect(Paths.directory(of: "/a") == "/")
        #expect(Paths.directory(of: "a") == "")
        #expect(Paths.join("/a/", "b") == "/a/b")
        #expect(Paths.join("/a", "") == "/a")
        #expect(Paths.base(of: "/é/日本.tif") == "日本.tif")
    }

    @Test("Below")
    func below() {
        #expect(Paths.contains("/a", "/a/b"))
        #expect(Paths.contains("/a", "/a"))
        #expect(!Paths.contains("/a", "/ab"))
        #expect(Paths.relative("/a/b/c", below: "/a") == "b/c")
        #expect(Paths.relative("/a", below: "/a") == "")
        #expect(Paths.relative("/b", below: "/a") == nil)
        #expect(Paths.relative("/b", below: "/") == "b")
    }

    /// One letter in two spellings, and an accent that Swift joins to the slash before it.
    private static let (composed, decomposed, lone) = ("/caf\u{e9}", "/cafe\u{301}", "/\u{301}x")

    @Test("Two spellings of one letter are two names")
    func spellings() throws {
        let (one, other) = (Self.composed, Self.decomposed)
        #expect(one == other && !Paths.areEqual(one, other))
        #expect(!Paths.contains(one, other + "/a"))
        #expect(Paths.relative(other + "/a", below: one) == nil)
        #expect(Paths.relative(other + "/a", below: other) == "a")
        #expect(!Paths.hasPrefix(one, other) && !Paths.hasSuffix("/x" + one, other))
        for path in [one, other] {
            #expect(Paths.areEqual(try #require(Paths.normalised("/." + path + "//")), path))
        }
        var set = PathSet()
        set.insert(one)
        #expect(!set.contains(other) && set.contains(one))
        var table = PathTable<Int>()
        (table[one], table[other]) = (1, 2)
        #expect(table[one] == 1 && table[other] == 2 && table.map(\.value).sorted() == [1, 2])
        #expect(table.removeValue(forKey: one) == 1 && table[other] == 2)
    }

    @Test("A name that begins with an accent lies in its directory")
    func loneAccent() {
        let path = "/a" + Self.lone
        #expect(Paths.isAbsolute(Self.lone))
        #expect(Paths.contains("/a", path))
        #expect(Paths.relative(path, below: "/a") == "\u{301}x")
        #expect(Paths.base(of: path) == "\u{301}x")
        #expect(Paths.join("/a/", "\u{301}x") == path)
        #expect(Paths.normalised(path) == path)
    }
}
