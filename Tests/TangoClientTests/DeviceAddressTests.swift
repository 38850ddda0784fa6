import Foundation
import TangoIDL
import Testing

@testable import TangoClient

struct DeviceAddressTests {
    let none = TangoEnvironment(environment: [:], files: [])
    let two = TangoEnvironment(environment: ["TANGO_HOST": "h1:10000,h2:20000"], files: [])

    @Test func withoutDatabase() throws {
        let address = try DeviceAddress("tango://Host:1234/Sys/Tg_Test/1#dbase=no", environment: none)
        #expect(address.source == .server(HostPort(host: "Host", port: 1234)))
        #expect(address.device == "Sys/Tg_Test/1")
        #expect(address.attribute == nil)
    }

    @Test func withADatabase() throws {
        let named = try DeviceAddress("tango://db:10000/a/b/c/volt", environment: two)
        #expect(named.source == .database([HostPort(host: "db", port: 10000)]))
        #expect(named.attribute == "volt")
        let usual = try DeviceAddress("a/b/c", environment: two)
        #expect(usual.source == .database([HostPort(host: "h1", port: 10000), HostPort(host: "h2", port: 20000)]))
        #expect(try DeviceAddress("shutter", environment: two).device == "shutter")
    }

    @Test(arguments: [
        "", "a/b", "a/b/c/d/e", "a//c", "tango://host/a/b/c", "tango://host:0/a/b/c", "tango://host:99999/a/b/c",
        "a/b/c#dbase=no", "a/b/c#dbase=maybe", "tango://host:1/alias#dbase=no",
    ])
    func whatIsNoNameIsRefused(name: String) {
        let error = #expect(throws: DevFailed.self) { try DeviceAddress(name, environment: two) }
        #expect(error?.errors.first?.reason == "API_WrongDeviceNameSyntax")
    }

    @Test func aDatabaseThatIsNotKnownIsAskedFor() {
        let error = #expect(throws: DevFailed.self) { try DeviceAddress("a/b/c", environment: none) }
        #expect(error?.errors.first?.reason == "API_TangoHostNotSet")
        #expect(error?.errors.first?.desc.contains("tango://host:port/a/b/c#dbase=no") == true)
    }

    @Test func filesFollowTheEnvironment() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "tangorc-\(UUID().uuidString)")
        try "# a comment\n TANGO_HOST = Db1:10000 # more\nOTHER=x\n".write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let inFile = TangoEnvironment(environment: [:], files: ["/nonexistent", file.path])
        #expect(inFile.databaseHosts == [HostPort(host: "Db1", port: 10000)])
        let both = TangoEnvironment(environment: ["TANGO_HOST": "db2:1"], files: [file.path])
        #expect(both.databaseHosts == [HostPort(host: "db2", port: 1)])
        #expect(inFile["NOT_SET"] == nil)
    }
}
