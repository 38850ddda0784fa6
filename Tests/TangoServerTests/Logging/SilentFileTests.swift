import Glibc
import Log
import Synchronization
import TangoIDL
import Testing

@testable import TangoServer

/// A pipe that nobody reads stands for a file on a file system that hangs: opening it waits.
@Suite("A logging file that does not answer", .serialized, .timeLimit(.minutes(2)))
final class SilentFileTests {
    private let path = "/tmp/framewatch-silent-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"

    deinit { unlink(path) }

    private func line(_ message: String) -> LogLine {
        LogLine(LogRecord(level: .error, label: "a/b/c", message: message))
    }

    @Test("Holds nobody up, and has in the end what was said meanwhile")
    func late() throws {
        try #require(mkfifo(path, 0o600) == 0)
        let told = Told()
        let target = try FileTarget(path: path, limit: 1 << 20, patience: .milliseconds(1), tell: told.tell)
        #expect(told.all.map(\.level) == [.warn])
        #expect(told.all.first?.message.contains("\(path) does not answer") == true)
        target.write(line("kept"))
        #expect(!target.flush(within: .zero) && !target.isAway)

        let reader = open(path, O_RDONLY | O_NONBLOCK)
        try #require(reader >= 0)
        defer { close(reader) }
        try #require(target.flush(within: .seconds(60)))
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(reader, &bytes, bytes.count)
        #expect(count > 0 && String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).contains("<![CDATA[kept]]>"))
        #expect(told.all.count == 2 && told.all.last?.message.contains("is open now") == true)
    }

    @Test("When it cannot be opened in the end, that is told, and messages go to the log of the process again")
    func neverOpened() throws {
        let (gate, told) = (Gate(), Told())
        let target = try FileTarget(
            path: path + "/no/such", limit: 1 << 20, patience: .milliseconds(1), prepare: gate.wait, tell: told.tell)
        let process = Told()
        let log = DeviceLog(process: process)
        let name = try LogTargetName("file::\(path)", device: "a/b/c", directory: "")
        log.add(target, as: name)
        #expect(log.has(name))
        gate.open()
        try #require(target.flush(within: .seconds(60)))
        #expect(target.isAway && !log.has(name) && log.names.isEmpty)
        #expect(told.all.map(\.level) == [.warn, .error])
        #expect(told.all.last?.message.contains("cannot be opened") == true)
        log.write(LogRecord(level: .error, label: "a/b/c", message: "after"))
        #expect(process.all.map(\.message) == ["after"])
    }

    @Test("While one is silent nobody waits long for the others on its file system")
    func many() throws {
        try #require(mkfifo(path, 0o600) == 0)
        let first = try FileTarget(path: path, limit: 1 << 20, patience: .milliseconds(1))
        let clock = ContinuousClock()
        // Without the first, each of them would have its hour.
        var others: [FileTarget] = []
        let taken = try clock.measure {
            for _ in 0..<3 { others.append(try FileTarget(path: path, limit: 1 << 20, patience: .seconds(3600))) }
        }
        #expect(taken < .seconds(60))
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        try #require(reader >= 0)
        defer { close(reader) }
        for target in others + [first] { #expect(target.flush(within: .seconds(60))) }
    }
}

/// Messages in the order in which they came.
private final class Told: LogSink {
    private let messages = Mutex<[(level: LogLevel, message: String)]>([])

    var all: [(level: LogLevel, message: String)] { messages.withLock { $0 } }
    func tell(_ level: LogLevel, _ message: String) { messages.withLock { $0.append((level, message)) } }
    func write(_ record: LogRecord) { tell(record.level, record.message) }
}

/// Holds a thread until it is opened.
private final class Gate: Sendable {
    private let isOpen = Atomic(false)

    func open() { isOpen.store(true, ordering: .relaxed) }
    func wait() { while !isOpen.load(ordering: .relaxed) { usleep(1000) } }
}
