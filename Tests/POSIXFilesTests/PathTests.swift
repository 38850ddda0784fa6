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
}
