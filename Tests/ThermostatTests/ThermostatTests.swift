import Foundation
import TangoIDL
import TangoServer
import TangoTesting
import TangoTypes
import Testing

@testable import Thermostat

struct ThermostatTests {
    @Test(arguments: Transport.allCases)
    func heatsUntilTheSetPoint(_ transport: Transport) throws {
        try TestServer.with([DeviceClass(Thermostat.self)], over: transport) { server in
            let device = server.device
            try device.write(Thermostat.setPoint, 20.4)
            try device.write(Thermostat.mode, .HEAT)
            #expect(try device.state() == .RUNNING)
            for _ in 0..<3 { try device.command("Measure") }
            #expect(try device.read(Thermostat.temperature).value == 20.5)
            #expect(throws: DevFailed.self) { try device.command("ResetEnergy") }
        }
    }

    @Test func sensorsAreAttributesOfTheirOwn() throws {
        let file = "/tmp/thermostat-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let text = "Thermostat/t/DEVICE/Thermostat: lab/heat/1\nlab/heat/1->Sensors: Door, Window\n"
        try Data(text.utf8).write(to: URL(filePath: file))
        let store = try FilePropertyStore(path: file, serverName: "Thermostat/t")
        try TestServer.with([DeviceClass(Thermostat.self)], properties: store) { server in
            try server.device.command("Measure")
            let door = try server.device.read(AttributeKey<Double>("Sensor_Door"))
            #expect(door.value == 20)
        }
    }

    @Test func theTableHasNoMistakes() {
        #expect(Thermostat.interface.problems.isEmpty)
    }
}
