import Dispatch
import Glibc
import Log
import Synchronization
import TangoIDL
import TangoTypes
import Testing

@testable import TangoServer

@Suite("A place that takes nothing holds up nobody who logs", .timeLimit(.minutes(4)))
struct LineWriterTests {
    @Test("Lines come in order, each once, and are there after a flush")
    func order() {
        let written = Mutex<[String]>([])
        let writer = LineWriter {
            "dropped \($0)"
        } write: { line in
            written.withLock { $0.append(line) }
        }
        let lines = (0..<5000).map { "line \($0)\n" }
        for line in lines { writer.submit(line) }
        #expect(writer.flush(within: .seconds(60)))
        #expect(written.withLock { $0 } == lines)
    }

    @Test("A writer goes on after its thread has ended for want of lines")
    func again() {
        let threads = Mutex<Set<pthread_t>>([])
        let count = Atomic(0)
        let writer = LineWriter {
            "\($0)"
        } write: { _ in
            threads.withLock { _ = $0.insert(pthread_self()) }
            count.add(1, ordering: .relaxed)
        }
        for number in 1...3 {
            writer.submit("\(number)")
            #expect(writer.flush(within: .seconds(60)))
            #expect(count.load(ordering: .relaxed) == number)
            if number < 3 { usleep(1_100_000) }
        }
    }

    @Test("What does not fit is dropped, the oldest first, and counted where it is missing")
    func full() {
        let gate = DispatchSemaphore(value: 0)
        let written = Mutex<[String]>([])
        let writer = LineWriter(capacity: 10_000) {
            "\($0) dropped"
        } write: { line in
            gate.wait()
            gate.signal()
            written.withLock { $0.append(line) }
        }
        for number in 0..<30_000 { writer.submit("line \(number)") }
        #expect(!writer.flush(within: .milliseconds(10)))
        gate.signal()
        #expect(writer.flush(within: .seconds(60)))
        let lines = written.withLock { $0 }
        let numbers = lines.compactMap { $0.hasPrefix("line ") ? Int($0.dropFirst(5)) : nil }
        let dropped = lines.compactMap { $0.hasSuffix(" dropped") ? Int($0.dropLast(8)) : nil }
        #expect(numbers == numbers.sorted())
        #expect(numbers.last == 29_999)
        // Twice if the thread began so late that lines had been dropped before its first.
        #expect((1...2).contains(dropped.count))
        #expect(numbers.count + dropped.reduce(0, +) == 30_000)
    }

    @Test("A log file that takes nothing does not hold up who writes to it")
    func hangingFile() throws {
        let path = "/tmp/framewatch-log-pipe-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        // A reader that never reads. Both ways, so that nobody is told of a broken pipe.
        let reader = open(path, O_RDWR)
        try #require(reader >= 0)
        let target = try FileTarget(path: path, limit: 1 << 30)
        let ended = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            let record = LogRecord(level: .warn, label: "a/b/c", message: String(repeating: "x", count: 1000))
            for _ in 0..<1000 { target.write(LogLine(record)) }
            ended.signal()
        }
        #expect(ended.wait(timeout: .now() + .seconds(60)) == .success)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while !target.flush(within: .zero) {
            var ready = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
            if poll(&ready, 1, 10) == 1 { try #require(read(reader, &bytes, bytes.count) > 0) }
        }
        close(reader)
    }
}

@Suite("A log consumer")
struct ConsumerTargetTests {
    /// A consumer that can be away.
    private final class Consumer: Sendable {
        let isAway = Atomic(false)
        let heard = Mutex<[String]>([])
        let tried = Atomic(0)
        let time = Mutex(ContinuousClock.now)

        func target() throws -> ConsumerTarget {
            try ConsumerTarget(for: "a/b/c", now: { [self] in time.withLock { $0 } }) { [self] command, argument in
                tried.add(1, ordering: .relaxed)
                if isAway.load(ordering: .relaxed) { throw DevFailed("Away", "nobody is there") }
                let text = [String](any: argument).map { "\(command) \($0[3])" } ?? command
                heard.withLock { $0.append(text) }
            }
        }
    }

    private func say(_ message: String, to target: ConsumerTarget) {
        target.write(LogLine(LogRecord(level: .warn, label: "a/b/c", message: message)))
    }

    @Test("One that was away is tried again after a while, not with every message, and hears how many were lost")
    func comesBack() throws {
        let consumer = Consumer()
        let target = try consumer.target()
        say("one", to: target)
        target.flush()
        consumer.isAway.store(true, ordering: .relaxed)
        for number in 0..<3 {
            say("lost \(number)", to: target)
            target.flush()
        }
        #expect(consumer.tried.load(ordering: .relaxed) == 3 && target.isAway)
        consumer.isAway.store(false, ordering: .relaxed)
        say("too early", to: target)
        target.flush()
        consumer.time.withLock { $0 += ConsumerTarget.pause }
        say("two", to: target)
        say("three", to: target)
        target.flush()
        #expect(
            consumer.heard.withLock { $0 } == [
                "Register", "Log one", "Register", "Log 4 messages could not be sent to this consumer", "Log two",
                "Log three",
            ])
        #expect(!target.isAway)
    }

    @Test("One that is away is not listed, and can be added as if it were not there")
    func awayIsNotListed() throws {
        let consumer = Consumer()
        let target = try consumer.target()
        let log = DeviceLog(process: StandardErrorSink())
        let name = try LogTargetName("device::test/consumer/1", device: "a/b/c", directory: "")
        log.add(target, as: name)
        #expect(log.names == ["device::test/consumer/1"] && log.has(name))
        consumer.isAway.store(true, ordering: .relaxed)
        say("lost", to: target)
        target.flush()
        #expect(log.names.isEmpty && !log.has(name))
        consumer.isAway.store(false, ordering: .relaxed)
        consumer.time.withLock { $0 += ConsumerTarget.pause }
        say("again", to: target)
        target.flush()
        #expect(log.names == ["device::test/consumer/1"] && log.has(name))
    }
}
