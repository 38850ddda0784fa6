import Testing

@testable import TangoServer

@Suite(.timeLimit(.minutes(5)))
struct PropertyFileTests {
    /// An editor of another system must not make the file empty: the server would write it like that.
    @Test(arguments: ["\n", "\r\n"])
    func bothLineEndsAreUnderstood(_ end: String) throws {
        let lines = [
            "# A comment", "S/i/DEVICE/C: \"a/b/c\",\\", "  \"a/b/d\"", "a/b/c->One: 1", "", "a/b/c->Two: x, \"y z\"",
            "",
        ]
        let file = try PropertyFile(parsing: lines.joined(separator: end))
        #expect(file.entries.map(\.key) == ["S/i/DEVICE/C", "a/b/c->One", "a/b/c->Two"])
        #expect(file["s/i/device/c"] == ["a/b/c", "a/b/d"])
        #expect(file.properties(of: "A/B/C") == ["one": ["1"], "two": ["x", "y z"]])
        #expect(try PropertyFile(parsing: file.text) == file)
    }

    /// A file of mixed line ends is one that no editor shows as it is.
    @Test(arguments: ["\n", "\r\n"])
    func lineEndsStay(_ end: String) throws {
        var file = try PropertyFile(parsing: "# A comment\(end)a/b/c->One: 1\(end)")
        file["a/b/c->Two"] = ["2", "3"]
        let lines = ["# A comment", "a/b/c->One: 1", "a/b/c->Two: 2,\\", "    3", ""]
        #expect(file.text == lines.joined(separator: end))
    }

    /// A continuation that the file's end cuts off must not swallow what the server writes behind it.
    @Test(arguments: ["a/b/c->One: 1,\\", "a/b/c->One: 1\n\\", "a/b/c->One: 1,\\\n"])
    func anUnfinishedLastLineSwallowsNothing(_ text: String) throws {
        var file = try PropertyFile(parsing: text)
        file["a/b/c->Two"] = ["2"]
        let again = try PropertyFile(parsing: file.text)
        #expect(again == file)
        #expect(again["a/b/c->Two"] == ["2"])
        #expect(again.text == file.text)
    }

    /// What was left out when reading would be lost when writing.
    @Test(arguments: [
        "a->b: \"x\" y", "a->b: \"x\"y", "a->b: x\"y\"", "a->b: \"x\" \"y\"", "a->b: \"x", "a->b: \"x\"\rc->d: 1",
    ])
    func whatIsNeitherValueNorCommaIsRefused(_ line: String) {
        let error = #expect(throws: PropertyFileError.self) { try PropertyFile(parsing: "# A comment\n" + line) }
        #expect(error?.line == 2)
    }

    @Test(arguments: [
        ["a\nb"], ["a\r\nb", "\r"], ["\\n"], ["\"", ",", "#", " a ", ""], ["C:\\new\\"], ["é: ü"], ["a->b: c"],
    ])
    func everyValueComesBack(_ values: [String]) throws {
        var file = PropertyFile()
        file["a/b/c->Text"] = values
        file["a/b/c->Next"] = ["1"]
        let again = try PropertyFile(parsing: file.text)
        #expect(again["a/b/c->Text"] == values)
        #expect(again["a/b/c->Next"] == ["1"])
    }

    @Test func whatAPersonWroteStaysAsItIs() throws {
        let text = """
            # The devices of the hall.
            S/i/DEVICE/C: "a/b/c", \\
              "a/b/d"   # both

            # Do not touch:
            a/b/c->One:   1
            a/b/c->Two: 2 # to be changed
            # The end.

            """
        var file = try PropertyFile(parsing: text)
        #expect(file.text == text)
        file["a/b/c->one"] = ["1"]
        file["a/b/c->two"] = ["3"]
        file["a/b/c->Three"] = ["4"]
        let changed = text.replacing("2 # to be changed\n", with: "3\na/b/c->Three: 4\n")
        #expect(file.text == changed)
        file["a/b/c->one"] = nil
        #expect(file.text == changed.replacing("a/b/c->One:   1\n", with: ""))
        #expect(try PropertyFile(parsing: file.text).text == file.text)
    }

    @Test func whatIsRemovedIsGoneAndTheRestStays() {
        var file = PropertyFile()
        for name in ["One", "Two", "Three"] { file["a/b/c->\(name)"] = [name] }
        file["A/B/C->two"] = nil
        file["a/b/c->none"] = nil
        #expect(file.properties(of: "a/b/c") == ["one": ["One"], "three": ["Three"]])
        #expect(file["a/b/c->three"] == ["Three"])
        #expect(file.properties(of: "a/b") == [:])
    }

    /// A look-up that went through all lines would not come to an end here.
    @Test func largeFilesAreReadAtOnce() throws {
        let devices = 4000
        let text = (0..<devices).flatMap { device in
            (0..<5).map { "a/b/\(device)->Property\($0): \(device)\n" }
        }.joined()
        let file = try PropertyFile(parsing: text)
        var found = 0
        for device in 0..<devices {
            for _ in 0..<10 { found += file.properties(of: "a/b/\(device)").count }
        }
        #expect(found == devices * 5 * 10)
    }
}
