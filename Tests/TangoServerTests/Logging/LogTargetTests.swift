import Glibc
import Log
import Synchronization
import TangoIDL
import TangoTypes
import Testing

@testable import TangoServer

@Suite("Logging targets")
final class LogTargetTests {
    private let directory = "/tmp/framewatch-log-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"

    init() { mkdir(directory, 0o700) }

    deinit { rmdir(directory) }

    @Test(
        "Names mean the same places in all their forms",
        arguments: [
            ("console", "console::cout"), ("CONSOLE::Cout", "console::cout"), ("console::other", "console::cout"),
            ("file", "file::/logs/a_b_c.log"), ("file::", "file::/logs/a_b_c.log"),
            ("file::X.log", "file::/logs/x.log"),
            ("file::/var/Log/x", "file::/var/log/x"), ("device::L/O/G", "device::l/o/g"),
        ])
    func names(text: String, expected: String) throws {
        #expect(try LogTargetName(text, device: "A/b/C", directory: "/logs").text == expected)
    }

    @Test("Names that mean nothing are refused", arguments: ["", "nope::x", "device", "device::"])
    func badNames(text: String) {
        let error = #expect(throws: DevFailed.self) { try LogTargetName(text, device: "a/b/c", directory: "/logs") }
        #expect(error?.reason == .methodArgument)
    }

    private func line(_ message: String) -> LogLine {
        let sink = Recorder()
        Logger(label: "a/b/c", sink: sink, threshold: LogThreshold(.debug)).error(message)
        return LogLine(sink.records.withLock { $0[0] })
    }

    @Test("A file holds events of log4j, and no message can end its own section")
    func fileForm() throws {
        defer { unlink(directory + "/x.log") }
        let target = try FileTarget(path: directory + "/x.log", limit: 1000)
        target.write(line("one ]]> two"))
        try #require(target.flush(within: .seconds(60)))
        let text = try SmallFile.read(directory + "/x.log")
        #expect(text.hasPrefix("<log4j:event logger=\"a/b/c\" timestamp=\""))
        #expect(text.contains(" level=\"ERROR\" thread=\""))
        #expect(text.contains("<log4j:message><![CDATA[one ]]]]><![CDATA[> two]]></log4j:message>\n"))
        #expect(text.hasSuffix("<log4j:NDC><![CDATA[]]></log4j:NDC>\n</log4j:event>\n\n"))
    }

    @Test("A file that grows over its limit moves aside, and nothing is lost")
    func rolling() throws {
        let path = directory + "/y.log"
        defer { for name in ["/y.log", "/y.log.1"] { unlink(directory + name) } }
        let target = try FileTarget(path: path, limit: 500)
        for number in 0..<4 { target.write(line("message \(number)")) }
        try #require(target.flush(within: .seconds(60)))
        let old = try SmallFile.read(path + ".1")
        let new = try SmallFile.read(path)
        #expect(old.contains("message 0") && new.contains("message 3"))
        #expect((old + new).split(separator: "</log4j:event>").count { $0.contains("message") } == 4)
    }

    @Test("A file that cannot be opened is refused")
    func unusable() {
        let error = #expect(throws: DevFailed.self) {
            try FileTarget(path: "/nonexistent/x.log", limit: 500, patience: .seconds(60))
        }
        #expect(error?.reason == .cannotOpenFile)
        #expect(error?.errors.first?.desc == "Could not open logging file /nonexistent/x.log")
    }

    @Test("A device without targets speaks through the process; with targets only through them")
    func routing() throws {
        let process = Recorder()
        let log = DeviceLog(process: process)
        let logger = Logger(label: "a/b/c", sink: log, threshold: LogThreshold(.warn))
        logger.error("first")
        let name = try LogTargetName("file::/x", device: "a/b/c", directory: "")
        let target = Recorder()
        log.add(target, as: name)
        logger.error("second")
        log.remove(for: "a/b/c") { $0 == name }
        logger.error("third")
        #expect(process.messages == ["first", "third"])
        #expect(target.lines.withLock { $0 } == ["second"])
    }

    @Test(
        "Levels have the names of Tango",
        arguments: zip(LogLevel.allCases, ["OFF", "FATAL", "ERROR", "WARN", "INFO", "DEBUG"]))
    func levels(level: LogLevel, name: String) {
        #expect(level.tangoName == name)
        #expect(LogLevel(tangoName: name.lowercased()) == level)
        #expect(LogLevel(tangoName: "LOUD") == nil)
    }
}

private final class Recorder: LogSink, LogTarget {
    let records = Mutex<[LogRecord]>([])
    let lines = Mutex<[String]>([])

    func write(_ record: LogRecord) { records.withLock { $0.append(record) } }
    func write(_ line: LogLine) { lines.withLock { $0.append(line.message) } }
    var messages: [String] { records.withLock { $0.map(\.message) } }
}
