import POSIXFiles
import Testing

@testable import FrameEngine

@Suite("Properties", .serialized, .timeLimit(.minutes(6)))
struct PropertyTests {
    private func parse(_ name: String, _ values: [String]) -> EngineProperties.Parsed {
        EngineProperties.parse([name: values], instance: "test")
    }

    @Test(
        "A wrong value is a problem that names property, value and what is allowed",
        arguments: [
            ("TickInterval", "0,333", "0.01 to 3600"), ("TickInterval", "nan", "number"), ("MaxSubProcess", "65", "64"),
            ("MaxSubProcess", "2.0", "whole"), ("MinFileSize", "1e3", "whole"), ("SidecarWait", "inf", "86400"),
            ("IncompleteWait", "-1", "number"), ("AutoStart", "", "true or false"), ("SettleOnClose", "maybe", "true"),
            ("Durable", "2", "false"), ("FramePatterns", "a/b", "base names"), ("SidecarSuffixes", "/x", "without /"),
            ("Verify", "sha256", "size or hash"), ("FileMode", "rw-r--r--", "octal"), ("FileMode", "0000", "0400"),
            ("FileMode", "77777", "octal"), ("DirectoryMode", "0600", "0700"), ("RemoteDir", "", "not empty"),
            ("RemoteRoot", "data", "absolute"), ("StateDir", "state", "absolute"), ("PluginDirs", "here", "absolute"),
            ("Ledger", "postgresql://host/db", "not built"), ("Executor", "slurm", "not built"),
            ("Memcached", "nonsense", "host:port"),
        ])
    func wrong(name: String, value: String, allowed: String) throws {
        let parsed = parse(name, [value])
        let problem = try #require(parsed.problems.first)
        #expect(parsed.problems.count == 1 && problem.property == name && problem.value == value)
        #expect(problem.allowed.contains(allowed))
        #expect(parsed.properties == EngineProperties(instance: "test"))
    }

    @Test("Elements of the wrong form beside good ones are no less wrong")
    func elements() {
        #expect(parse("Memcached", ["host:11211", "key"]).problems.map(\.property) == ["Memcached"])
        #expect(parse("FramePatterns", ["*.tif", "a/*.tif"]).problems.map(\.property) == ["FramePatterns"])
        #expect(parse("TickInterval", ["1", "2"]).problems.map(\.property) == ["TickInterval"])
    }

    @Test("Blanks around a value mean nothing, and names and words may be in capitals")
    func blanks() {
        let parsed = EngineProperties.parse(
            [
                "tickinterval": [" 0.5 "], "MaxSubProcess": ["3\t"], "AutoStart": [" FALSE"], "Verify": ["Size "],
                "FileMode": [" 0640"], "Executor": ["Local"], "FramePatterns": [" *.tif , *.dat"],
            ], instance: "test")
        #expect(parsed.problems.isEmpty)
        var expected = EngineProperties(instance: "test")
        (expected.tickInterval, expected.maxSubProcesses, expected.autoStart) = (0.5, 3, false)
        (expected.verification, expected.fileMode, expected.framePatterns) = (.size, 0o640, ["*.tif", "*.dat"])
        #expect(parsed.properties == expected)
    }

    @Test("One empty string is an empty list, and off is nothing")
    func nothing() {
        for name in ["FramePatterns", "DiscardPatterns", "SidecarSuffixes"] {
            #expect(parse(name, [""]).problems.isEmpty)
        }
        #expect(parse("FramePatterns", [""]).properties.framePatterns.isEmpty)
        for name in ["Memcached", "DocumentsProxy", "StreamEndpoint"] {
            for text in ["off", "", "OFF "] {
                let parsed = parse(name, [text])
                #expect(parsed.problems.isEmpty && parsed.properties.unused.isEmpty)
            }
        }
    }

    @Test(
        "What is set and not built does not stop the work, and the status says so",
        arguments: [
            ("Memcached", ["host:11211", "sample=entry/sample/name"]), ("DocumentsProxy", ["host:5577"]),
            ("StreamEndpoint", ["tcp://*:5555"]), ("PluginDirs", ["/opt/plugins"]),
        ])
    func notBuilt(name: String, values: [String]) throws {
        let harness = try EngineHarness([name: values])
        let snapshot = harness.wait("running") { $0.state == .running }
        #expect(snapshot.status.contains("\(name) is set and has no effect"))
        #expect(snapshot.status.hasPrefix("The engine works: frames from "))
    }

    @Test("A memory on a RAM disk stops nothing, and the status says so", arguments: ["StateDir", "Ledger", nil])
    func volatile(name: String?) throws {
        var hooks = EngineHooks.patient
        hooks.isVolatile = { _ in false }
        if name == "StateDir" { hooks.isVolatile = { $0.hasSuffix("/state") } }
        if name == "Ledger" { hooks.isVolatile = { $0.hasSuffix("/ledgers") } }
        let place = try EngineHarness(opens: false)
        try Files.makeDirectory(place.root + "/ledgers")
        let harness = try EngineHarness(["Ledger": [place.root + "/ledgers/a.sqlite"]], hooks: hooks)
        let snapshot = harness.wait("running") { $0.state == .running }
        #expect(snapshot.status.hasPrefix("The engine works: frames from "))
        #expect(snapshot.status.contains("on a RAM disk") == (name != nil))
        if let name { #expect(snapshot.status.contains(" \(name) (/")) }
    }

    @Test(
        "What the server keeps itself does not lie among the frames of the detector",
        arguments: ["TempDir", "ProcessedDir", "StateDir"], ["", "/deeper/down"])
    func layout(name: String, below: String) throws {
        let placed = try EngineHarness(opens: false)
        let harness = try EngineHarness([name: [placed.raw + below], "RawDir": [placed.raw]])
        let snapshot = harness.wait("fault") { $0.state == .fault }
        #expect(snapshot.status.contains("Property \(name) is") && snapshot.status.contains("outside RawDir"))
    }

    @Test("A ledger that cannot be made says what to do, and is made when it can")
    func ledger() throws {
        let place = try EngineHarness(opens: false)
        let harness = try EngineHarness(["Ledger": [place.root + "/missing/ledger.sqlite"]])
        let snapshot = harness.wait("fault") { $0.state == .fault }
        #expect(snapshot.status.contains("The property Ledger says where it lies: make its directory"))
        try Files.makeDirectory(place.root + "/missing")
        harness.wait("running") { $0.state == .running }
    }
}
