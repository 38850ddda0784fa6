import Glibc
import TangoIDL
import TangoTesting
import TangoTypes
import Testing

@testable import TangoServer

struct MemorizedValueTests {
    @Test("A property file keeps set values and configuration over a restart")
    func overARestart() throws {
        let path = "/tmp/framewatch-memorized-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        defer { unlink(path) }
        try SmallFile.replace(path, with: "Pump/one/DEVICE/Pump: a/pump/1\na/pump/1->Gain: 7\n")
        func server<Result>(_ body: (TestServer) throws -> Result) throws -> Result {
            let store = try FilePropertyStore(path: path, serverName: "Pump/one")
            return try TestServer.with([DeviceClass(PumpDevice.self)], properties: store, body)
        }
        try server { (server: TestServer) throws in
            try server.device.write(PumpDevice.target, 42)
            try server.device.write(PumpDevice.kept, 1.5)
            var configuration = try #require(try server.device.configuration(["Speed"]).first)
            configuration.unit = "1/s"
            try server.device.setConfiguration([configuration])
        }
        try server { (server: TestServer) throws in
            #expect(server.device.name == "a/pump/1")
            #expect(try server.device.command("Gain") == .long(7))
            #expect(try server.device.read(PumpDevice.target).value == 42)
            #expect(try server.device.setValue(of: PumpDevice.target) == 42)
            #expect(try server.device.setValue(of: PumpDevice.kept) == 1.5)
            #expect(try server.device.configuration(["Speed"]).first?.unit == "1/s")
        }
    }

    @Test("A memorized text that is no value is reported and left out")
    func badText() throws {
        let path = "/tmp/framewatch-memorized-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        defer { unlink(path) }
        try SmallFile.replace(path, with: "Pump/one/DEVICE/Pump: a/pump/1\na/pump/1/Target->__value: many\n")
        let store = try FilePropertyStore(path: path, serverName: "Pump/one")
        try TestServer.with([DeviceClass(PumpDevice.self)], properties: store) { (server: TestServer) throws in
            let state = try server.device.state()
            #expect(state == .ON)
            #expect(try server.device.setValue(of: PumpDevice.target) == 0)
        }
    }
}
