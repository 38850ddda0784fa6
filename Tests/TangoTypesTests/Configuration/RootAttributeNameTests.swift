import TangoTypes
import Testing

struct RootAttributeNameTests {
    @Test(arguments: [
        ("a/b/c/Att", "tango://db:10000/a/b/c/att", "tango://db:10000/a/b/c"),
        ("Tango://Other:1/A/B/C/Att", "tango://other:1/a/b/c/att", "tango://other:1/a/b/c"),
        (" a/b/c/att ", "tango://db:10000/a/b/c/att", "tango://db:10000/a/b/c"),
        ("tango://h:1/a/b/c/d#dbase=no", "tango://h:1/a/b/c/d#dbase=no", "tango://h:1/a/b/c#dbase=no"),
        ("tango://h:1/a/b/c/d#DBASE=YES", "tango://h:1/a/b/c/d", "tango://h:1/a/b/c"),
    ])
    func isParsed(property: String, text: String, device: String) throws {
        let name = try #require(RootAttributeName(property, database: "db:10000"))
        #expect(name.text == text)
        #expect(name.device == device)
        #expect(text.contains("/\(name.attribute)"))
    }

    @Test(arguments: [
        "", "a/b/c", "a/b/c/d/e", "a//c/d", "nonsense", "tango://h/a/b/c/d", "tango://h:1/a/b/c", "a/b/c/d#dbase=no",
        "tango://h:1/a/b/c/d#dbase=perhaps", "Not defined",
    ])
    func isRefused(property: String) { #expect(RootAttributeName(property, database: "db:10000") == nil) }

    @Test func needsADatabase() {
        #expect(RootAttributeName("a/b/c/d", database: nil) == nil)
        #expect(RootAttributeName("tango://h:1/a/b/c/d", database: nil) != nil)
    }

    @Test(arguments: ["", "Not defined", "not specified", "NOT DEFINED"])
    func isMissing(property: String) { #expect(RootAttributeName.isMissing(property)) }
}
