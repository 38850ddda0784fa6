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

    /// An attribute may have the same name.
    @Test func pipesHaveTheirOwnPropertiesInTheFile() throws {
        let sample = try Sample(text + "\nCLASS/C/PIPE/volt->description: \"of the class\"\n")
        let store = try sample.store()
        try store.changePipeProperties("a/b/c", "Volt", stored: ["label": ["A pipe"]], deleted: ["description"])
        let again = try sample.store()
        #expect(try again.pipeProperties("A/B/C", ["volt"]) == ["volt": ["label": ["A pipe"]]])
        #expect(try again.classPipeProperties("C", ["volt"]) == ["volt": ["description": ["of the class"]]])
        #expect(try again.attributeProperties("a/b/c", ["Volt"]) == ["volt": ["unit": ["mV"]]])
        try store.changePipeProperties("a/b/c", "volt", stored: [:], deleted: ["label"])
        #expect(try sample.store().pipeProperties("a/b/c", ["volt"]) == [:])
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

    @Test func aLinkStaysOne() throws {
        let sample = try Sample(text)
        let link = sample.path + "-link"
        symlink(sample.path, link)
        defer { unlink(link) }
        let store = try FilePropertyStore(path: link, serverName: "S/i")
        try store.putDeviceProperties("a/b/c", ["Two": ["2"]])
        #expect(try sample.store().deviceProperties("a/b/c", ["Two"]) == ["two": ["2"]])
        var status = stat()
        #expect(lstat(link, &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
    }

    /// Its target may lie on a share that comes back.
    @Test func aLinkThatLeadsNowhereStays() throws {
        let sample = try Sample(text)
        let link = sample.path + "-link"
        symlink(sample.path + "-none", link)
        defer { unlink(link) }
        let error = #expect(throws: FileError.self) { try SmallFile.replace(link, with: text) }
        #expect(error?.number == ENOENT)
        var status = stat()
        #expect(lstat(link, &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func modeAndOwnerStay() throws {
        let sample = try Sample(text)
        chmod(sample.path, 0o660)
        if getuid() == 0 { chown(sample.path, 12345, 23456) }
        var before = stat()
        stat(sample.path, &before)
        try sample.store().putDeviceProperties("a/b/c", ["Two": ["2"]])
        var after = stat()
        stat(sample.path, &after)
        #expect(after.st_mode == before.st_mode)
        #expect(after.st_uid == before.st_uid)
        #expect(after.st_gid == before.st_gid)
    }

    @Test func aProtectedFileIsNotReplacedAndTheErrorSaysWhy() throws {
        let sample = try Sample(text)
        let store = try sample.store()
        chmod(sample.path, 0o444)
        let error = #expect(throws: DevFailed.self) { try store.putDeviceProperties("a/b/c", ["Two": ["2"]]) }
        let said = error?.errors.first?.desc ?? ""
        #expect(said.contains(sample.path) && said.contains("Permission denied"), "\(said)")
        #expect(try SmallFile.read(sample.path) == text)
        #expect(try store.deviceProperties("a/b/c", ["Two"]) == [:])
    }

    @Test func bytesThatAreNoUTF8AreKept() throws {
        let sample = try Sample("")
        let bytes = Array("S/i/DEVICE/C: a/b/c\na/b/c->Unit: \"".utf8) + [0xB0] + Array("C\"\n".utf8)
        let file = fopen(sample.path, "w")
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
        let store = try sample.store()
        try store.putDeviceProperties("a/b/c", ["Two": ["2"]])
        #expect(try sample.store().deviceProperties("a/b/c", ["Unit"]) == ["unit": ["\u{B0}C"]])
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
