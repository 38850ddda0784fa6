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
