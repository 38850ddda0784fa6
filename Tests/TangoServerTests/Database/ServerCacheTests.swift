import Testing

@testable import TangoServer

@Suite("The answer that holds everything for a start")
struct ServerCacheTests {
    static let events = ["notifd/factory/host", "Not Found", "dserver/srv/test", "Not Found"]
    static let classBlocks = ["DServer", "0", "Default", "1", "doc_url", "1", "http://x", "dserver/srv/test", "0"]

    @Test("without pipes, with everything else")
    func parsesMinimalAnswer() throws {
        let texts =
            ["dserver/srv/test", "IOR:1", "6", "srv/test", "host", "1", "4711", "DServer"] + Self.events
            + Self.classBlocks + ["srv/test", "1", "MyClass", "0", "MyClass", "1", "volt", "1", "unit", "1", "V"]
            + ["MyClass", "1", "A/b/c", "A/b/c", "1", "Polled_attr", "2", "volt", "1000"]
            + ["A/b/c", "1", "Volt", "1", "unit", "1", "mm", "CtrlSystem", "1", "Services", "1", "x"]
        let cache = try #require(ServerCache(texts))
        #expect(cache.admin == ServerCache.Admin(isExported: true, ior: "IOR:1"))
        #expect(cache.devicesByClass == ["myclass": ["A/b/c"]])
        #expect(cache.deviceProperties["a/b/c"] == ["polled_attr": ["volt", "1000"]])
        #expect(cache.deviceAttributes["a/b/c"] == ["volt": ["unit": ["mm"]]])
        #expect(cache.classAttributes["myclass"] == ["volt": ["unit": ["V"]]])
        #expect(cache.classProperties["default"] == ["doc_url": ["http://x"]])
        #expect(cache.freeProperties["ctrlsystem"] == ["services": ["x"]])
    }

    @Test("with pipes, as databases from release 1.9 on answer")
    func parsesPipes() throws {
        let texts =
            ["release 1.13", "dserver/srv/test", "nada", "0", "srv/test", "nada", "0", "0", "DServer"] + Self.events
            + Self.classBlocks + [
                "srv/test", "1", "MyClass", "0", "MyClass", "0", "MyClass", "0", "MyClass", "1", "a/b/c",
            ]
            + ["a/b/c", "0", "a/b/c", "0", "a/b/c", "1", "p", "1", "label", "1", "Pipe", "CtrlSystem", "0"]
        let cache = try #require(ServerCache(texts))
        #expect(cache.admin == ServerCache.Admin(isExported: false, ior: "nada"))
        #expect(cache.devicePipes["a/b/c"] == ["p": ["label": ["Pipe"]]])
    }

    @Test("a server that the database does not know")
    func parsesUnknownServer() throws {
        let cache = try #require(ServerCache(["release 1.13", "dserver/srv/test", "Not Found"]))
        #expect(cache.admin == nil)
    }

    @Test(
        "an answer that is none",
        arguments: [
            [], ["release 1.13"], ["MySQL Error no such table"],
            ["dserver/srv/test", "IOR:1", "6", "srv/test", "host", "1", "4711", "DServer"],
            ["dserver/srv/test", "IOR:1", "6", "srv/test", "host", "1", "4711", "DServer"] + events
                + ["DServer", "99", "a"],
        ])
    func refusesOthers(_ texts: [String]) { #expect(ServerCache(texts) == nil) }

    @Test("a device that was changed is asked for again")
    func forgetsDevice() {
        var cache = ServerCache()
        cache.deviceProperties = ["a/b/c": ["x": ["1"]], "a/b/d": [:]]
        cache.forget(device: "A/B/C")
        #expect(cache.deviceProperties == ["a/b/d": [:]])
    }
}
