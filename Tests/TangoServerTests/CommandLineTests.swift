import TangoServer
import Testing

@Suite("Command line of a server")
struct CommandLineTests {
    private static let point = ["-ORBendPoint", "giop:tcp:127.0.0.1:4567"]

    private func parse(_ arguments: [String]) throws(StartFailure) -> CommandLineOptions {
        try CommandLineOptions(executable: "Lamp", arguments: arguments)
    }

    @Test("Devices of -dlist, with and without a class")
    func deviceList() throws {
        let options = try parse(["one", "-nodb", "-dlist", "a/b/c,Lamp::d/e/f,"] + Self.point)
        #expect(options.source == .none)
        #expect(options.devices.map(\.name) == ["a/b/c", "d/e/f"])
        #expect(options.devices.map(\.className) == [nil, "lamp"])
        #expect(options.endPoint?.host == "127.0.0.1" && options.endPoint?.port == "4567")
    }

    @Test(
        "Options that belong to somebody else are left alone", arguments: ["-zzz", "-help", "word", "-ORBtraceLevel"])
    func foreign(option: String) throws {
        let value = option.hasPrefix("-ORB") ? ["5"] : []
        #expect(try parse(["one", "-nodb", option] + value + Self.point).source == .none)
    }

    @Test(
        "What begins like an option of a server must be one",
        arguments: [["-nzz"], ["-dzz"], ["-fzz"], ["-v0"], ["-vx"], ["-v", "x"]])
    func unknownOption(arguments: [String]) {
        let failure = #expect(throws: StartFailure.self) { try parse(["one", "-nodb"] + Self.point + arguments) }
        #expect(failure == StartFailure("Unknown option \(arguments[0])", showsUsage: true))
    }

    @Test(
        "Device names that cannot be",
        arguments: [
            (
                "a/b",
                "Device name a/b does not have the correct syntax (domain/family/member or ClassName::domain/family/member)"
            ),
            ("a/b/c,A/b/C", "Each device must have different name"),
        ])
    func badNames(list: String, message: String) {
        let failure = #expect(throws: StartFailure.self) { try parse(["one", "-nodb", "-dlist", list] + Self.point) }
        #expect(failure == StartFailure(message))
    }

    @Test(
        "Without a place to listen there is no server without a database",
        arguments: [
            (["one", "-nodb"], "Missing ORB endPoint specification"),
            (["one", "-nodb", "-ORBendPoint", "nonsense"], "Strange ORB endPoint specification"),
        ])
    func endPoint(arguments: [String], message: String) {
        let failure = #expect(throws: StartFailure.self) { try parse(arguments) }
        #expect(failure == StartFailure(message, showsUsage: true))
    }

    @Test("The instance comes first", arguments: [[], ["-nodb"], ["-v"]])
    func noInstance(arguments: [String]) {
        let failure = #expect(throws: StartFailure.self) { try parse(arguments) }
        #expect(failure == StartFailure("", showsUsage: true))
    }

    @Test("Trace levels", arguments: [("-v", 4), ("-v1", 1), ("-v5", 5)])
    func trace(option: String, level: Int) throws {
        #expect(try parse(["one", "-nodb", option] + Self.point).traceLevel == level)
    }
}
