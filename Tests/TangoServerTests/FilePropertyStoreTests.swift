import Glibc
import TangoIDL
import TangoTypes
import Testing

@testable import TangoServer

@Suite struct FilePropertyStoreTests {
    /// A property file that goes with the test.
    final class Sample {
        let path = "/tmp/framewatch-properties-\(getpid())-\(UInt64.random(in: 0 ... .max))"

        init(_ text: String) throws { try SmallFile.replace(path, with: text) }
        deinit { unlink(path) }

        func store() throws -> FilePropertyStore { try FilePropertyStore(path: path, serverName: "S/i") }
    }

    private let text = """
        S/i/DEVICE/C: "a/b/c"
        a/b/c->One: 1
        a/b/c/volt->unit: mV
        """

    @Test func storedValuesAreInTheFile() throws {
        let sample = try Sample(text)
        let store = try sample.store()
        try store.putDeviceProperties("a/b/c", ["Two": ["x, y", "z"]])
        try store.putAttributeProperties("a/b/c", ["volt": ["__value": ["2.5"]]])
        let again = try sample.store()
        #expect(try again.deviceProperties("A/B/C", ["one", "two"]) == ["one": ["1"], "two": ["x, y", "z"]])
        #expect(try again.attributeProperties("a/b/c", ["Volt"]) == ["volt": ["unit": ["mV"], "__value": ["2.5"]]])
        #expect(try again.devices(of: "c") == ["a/b/c"])
    }

    @Test func whatAPersonEditsIsSeen() throws {
        let sample = try Sample(text)
        let store = try sample.store()
        try SmallFile.replace(sample.path, with: text + "\na/b/c->Two: 2\n")
        #expect(try store.deviceProperties("a/b/c", ["Two"]) == ["two": ["2"]])
    }

    /// A memorized value that is stored later must not undo it.
    @Test func whatAPersonEditsIsKept() throws {
        let sample = try Sample(text)
        let store = try sample.store()
        try SmallFile.replace(sample.path, with: text + "\na/b/c->Two: 2\n")
        try store.putAttributeProperties("a/b/c", ["volt": ["__value": ["2.5"]]])
        #expect(try sample.store().deviceProperties("a/b/c", ["Two"]) == ["two": ["2"]])
    }

    @Test func aBrokenEditIsReportedWithItsLineAndNotOverwritten() throws {
        let sample = try Sample(text)
        let store = try sample.store()
        let broken = text + "\nnonsense\n"
        try SmallFile.replace(sample.path, with: broken)
        for request in [
            { _ = try store.deviceProperties("a/b/c", ["One"]) },
            { try store.putDeviceProperties("a/b/c", ["One": ["2"]]) },
        ] {
            let error = #expect(throws: DevFailed.self) { try request() }
            #expect(error?.errors.first?.desc.contains("\(sample.path):4:") == true)
        }
        #expect(try SmallFile.read(sample.path) == broken)
    }
}
