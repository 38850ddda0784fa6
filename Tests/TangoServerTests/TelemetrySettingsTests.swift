import TangoIDL
import TangoTypes
import Testing

@testable import TangoServer

@Suite struct TelemetrySettingsTests {
    @Test(arguments: [
        ("console", "cout"), ("console", "cerr"), ("grpc", "grpc://host:4317"), ("http", "http://host:4318/v1/traces"),
        ("http", "https://host:1"),
    ])
    func endpointsThatExportersCanUse(exporter: String, address: String) throws {
        let endpoint = try TelemetrySettings.Endpoint(exporter, address)
        #expect(endpoint.exporter == exporter && endpoint.address == address)
    }

    @Test(arguments: [
        ("nope", "cout", "Cannot parse 'nope' as Exporter enum class."), ("Console", "cout", "Cannot parse 'Console'"),
        ("console", "file", "expecting \"cout\" or \"cerr\""), ("grpc", "grpc://host", "a valid gRPC endpoint"),
        ("grpc", "grpc://host:1/path", "a valid gRPC endpoint"), ("http", "http://", "a valid http[s]:// url"),
        ("http", "http://host:99999", "a valid http[s]:// url"), ("http", "ftp://host:1", "a valid http[s]:// url"),
    ])
    func endpointsThatMakeNoSense(exporter: String, address: String, text: String) {
        let error = #expect(throws: DevFailed.self) { try TelemetrySettings.Endpoint(exporter, address) }
        #expect(error?.reason == .invalidArguments)
        #expect(error?.errors.first?.desc.contains(text) == true)
    }

    @Test func topicsAreSortedAndCountOnce() throws {
        #expect(try TelemetrySettings.topics(["user", "database", "user"]) == ["database", "user"])
        #expect(throws: DevFailed.self) { try TelemetrySettings.topics(["user", "nope"]) }
    }

    @Test func eachDeviceHasItsOwnInAnySpelling() {
        let register = TelemetryRegister()
        register.change("A/b/C") { $0.setWanted(.tracing, false) }
        #expect(register.settings(of: "a/B/c").wanted == [.logging])
        #expect(register.settings(of: "a/b/d") == TelemetrySettings())
    }
}
