import Testing

@testable import TangoServer

@Suite struct CaseInsensitiveTableTests {
    @Test(arguments: ["double_scalar", "DOUBLE_SCALAR", "Double_Scalar"])
    func findsANameInAnyCase(_ question: String) {
        let table = CaseInsensitiveTable(["State", "Double_scalar", "long_scalar"]) { $0 }
        #expect(table[question] == "Double_scalar")
        #expect(table.index(of: question) == 1)
    }

    @Test(arguments: ["", "double", "double_scalar_", "double\u{5F}scalaR2", "[", "{"])
    func doesNotFindAnythingElse(_ question: String) {
        let table = CaseInsensitiveTable(["double_scalar", "@", "`"]) { $0 }
        #expect(table[question] == nil)
        #expect(table.index(of: question) == nil)
    }

    /// Names whose hashes are equal although their bytes are not: `@` and a back quote differ like a letter in its two cases.
    @Test(arguments: ["position`1", "long_position`1_of_all", "`", "long_p_sition@1_of_alL"])
    func theHashAloneFindsNothing(_ question: String) {
        let table = CaseInsensitiveTable(["position@1", "long_position@1_of_all", "@"]) { $0 }
        #expect(table[question] == nil)
    }

    @Test(arguments: 0..<40) func namesOfEveryLengthAreFound(_ length: Int) {
        let name = String("aBcDeFgHiJkLmNoPqRsTuVwXyZ_0123456789_aBcDeF".prefix(length))
        let table = CaseInsensitiveTable(["x", name, name + "_2"]) { $0 }
        for question in [name, name.uppercased(), name.lowercased()] { #expect(table.index(of: question) == 1) }
        #expect(table.index(of: name + "_3") == nil)
    }

    @Test func onlyASCIILettersAreFolded() {
        let table = CaseInsensitiveTable(["É", "[", "température"]) { $0 }
        #expect(table["é"] == nil)
        #expect(table["É"] == "É")
        #expect(table["{"] == nil)
        #expect(table["TEMPéRATURE"] == "température")
    }

    @Test func everyOneOfManyIsFound() {
        let names = (0..<1000).map { "Attribute\($0)" }
        let table = CaseInsensitiveTable(names) { $0 }
        for (index, name) in names.enumerated() { #expect(table.index(of: name.uppercased()) == index) }
        #expect(table["attribute1000"] == nil)
        #expect(table.elements == names)
    }

    @Test func theFirstOfTwoWithOneNameCounts() {
        let table = CaseInsensitiveTable(["one", "ONE"]) { $0 }
        #expect(table.index(of: "One") == 0)
        #expect(CaseInsensitiveTable([String]()) { $0 }["one"] == nil)
    }
}
