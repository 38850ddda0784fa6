import TangoIDL
import Testing

@testable import TangoServer

@Suite struct BlackBoxTests {
    private static let long = String(repeating: "x", count: 100_000)
    private static let java = JavaClntIdent(MainClass: long, uuid: JavaUUID(element0: 0, element1: 1))

    @Test(arguments: [
        (BlackBox.Operation.command("command_inout", long, .DEV), BlackBox.Source.startup),
        (.read("read_attributes", Array(repeating: "a", count: 100_000), .DEV), .startup),
        (.read("read_attributes", [long, long], nil), .startup),
        (.write("write_attributes", [long]), .startup),
        (.writeOne("write_attributes_4", long), .startup),
        (.writeRead("write_read_attributes", [long], [long]), .startup),
        (.plain("ping"), BlackBox.Source(peer: "giop:tcp:127.0.0.1:1", .java_clnt(java))),
    ])
    func ofWhatAClientSendsOnlyTheBeginningIsKept(_ operation: BlackBox.Operation, _ source: BlackBox.Source) throws {
        let box = BlackBox(depth: 2)
        box.note(operation, source)
        let line = try #require(try box.lines(1).first)
        #expect(line.utf8.count < 1000)
        #expect(line.contains("..."))
    }

    @Test func ordinaryRequestsAreKeptWhole() throws {
        let box = BlackBox(depth: 2)
        let names = (0..<64).map { "attribute\($0)" }
        box.note(.read("read_attributes_5", names, .DEV), .polling)
        let line = try #require(try box.lines(1).first)
        #expect(line.contains("(\(names.joined(separator: ", "))) from device"))
    }

    @Test func longNamesEndBetweenCharacters() {
        let clipped = BlackBox.clipped(String(repeating: "é", count: 200))
        #expect(clipped == String(repeating: "é", count: 126) + "...")
    }
}
