import Testing

@testable import TangoServer

@Suite("Properties that nobody reads")
struct UndeclaredPropertyTests {
    private let declared = ["RawDir", "RemoteDir", "SidecarWait"]

    @Test("A misspelt name is named, with the declared one that is nearest")
    func misspelt() {
        #expect(
            DeviceRuntime.warnings(about: ["RawDir", "RemotDir"], declared: declared) == [
                "the class declares no property RemotDir, which is not used. Did you mean RemoteDir?"
            ])
    }

    @Test("A name that is like no other is named alone")
    func strange() {
        #expect(
            DeviceRuntime.warnings(about: ["Colour"], declared: declared) == [
                "the class declares no property Colour, which is not used."
            ])
    }

    @Test(
        "What is declared or belongs to the framework is in order",
        arguments: [
            "rawdir", "polled_attr", "min_poll_period", "cmd_min_poll_period", "logging_level", "logging_path",
            "__SubDevices", "doc_url", "poll_ring_depth",
        ])
    func known(name: String) {
        #expect(DeviceRuntime.warnings(about: [name], declared: declared).isEmpty)
    }

    @Test("The file tells the names as they were written, and which servers it has devices for")
    func file() throws {
        let file = try PropertyFile(
            parsing: """
                FrameWatch/beamline/DEVICE/FrameWatch: a/b/c
                FrameWatch/other/DEVICE/FrameWatch: d/e/f
                a/b/c->RemotDir: /data
                a/b/c/Level->unit: mm
                """)
        #expect(file.names(of: "A/B/C") == ["RemotDir"])
        #expect(file.servers == ["FrameWatch/beamline", "FrameWatch/other"])
    }
}
