import TangoIDL
import Testing

@testable import TangoClient

struct CountedTextsTests {
    @Test func devicePropertiesHaveABlankWhereNothingIsSet() throws {
        var texts = CountedTexts(["3", "one", "2", "a", "b", "none", "0", " ", "last", "1", "z"], of: "x")
        let all = try texts.properties(blankWhenMissing: true)
        #expect(all == [Property("one", ["a", "b"]), Property("none", nil), Property("last", ["z"])])
    }

    @Test func classPropertiesHaveNoBlank() throws {
        var texts = CountedTexts(["2", "none", "0", "last", "1", "z"], of: "x")
        #expect(try texts.properties(blankWhenMissing: false) == [Property("none", nil), Property("last", ["z"])])
    }

    @Test func attributesHaveProperties() throws {
        let value = [
            AttributeProperties("volt", [Property("unit", ["V"]), Property("label", ["Voltage"])]),
            AttributeProperties("empty", []),
        ]
        var texts = CountedTexts(value.flat, of: "x")
        #expect(try texts.attributes() == value)
    }

    @Test(arguments: [["2", "a"], ["x"], ["1", "a", "5", "b"], ["-1"], ["1", "a", "1"], []])
    func countsThatDoNotFitAreRefused(texts: [String]) {
        var answer = CountedTexts(texts, of: "DbGetDeviceProperty")
        #expect(throws: DevFailed.self) { try answer.properties(blankWhenMissing: true) }
    }
}
