import EngineTesting
import Glibc
import POSIXFiles
import Synchronization
import Testing
import WorkerProtocol

@testable import FrameEngine
@testable import Workers

@Suite("A frame is not blamed for its machine", .serialized, .timeLimit(.minutes(4)))
struct WorkerPatienceTests {
    /// What a worker does second by second, all the time.
    enum Life: CaseIterable, Sendable {
        case computes, sleeps, waits, computesHalf, sleepsHalf, writes, waitsAndWrites
    }

    /// When its limit of 20 s is used up, and by what; nil for never.
    private func end(of life: Life, restartsByWriting: Bool) -> (seconds: Int, cause: WorkerPatience.Cause)? {
        var patience = WorkerPatience(.seconds(20), restartsByWriting: restartsByWriting, WorkerActivity())
        var activity = WorkerActivity()
        for second in 1...1_000 {
            switch life {
            case .computes: activity.processorTime += .seconds(1)
            case .sleeps: activity.isSleeping = true
            case .waits, .waitsAndWrites: break
            case .computesHalf: activity.processorTime += .milliseconds(500)
            case .sleepsHalf: activity.isSleeping.toggle()
            case .writes: activity.isSleeping = true
            }
            if [.writes, .waitsAndWrites].contains(life) { activity.bytesWritten += 1 }
            patience.count(.seconds(1), activity)
            if let cause = patience.exhausted { return (second, cause) }
        }
        return nil
    }

    @Test("What a worker does or leaves undone counts in full, what it waits for the machine a tenth")
    func looks() throws {
        let expected: [Life: (Int, WorkerPatience.Cause)] = [
            .computes: (20, .computing), .sleeps: (20, .sleeping), .waits: (200, .waiting),
            .computesHalf: (40, .computing), .sleepsHalf: (39, .sleeping), .writes: (20, .sleeping),
            .waitsAndWrites: (200, .waiting),
        ]
        for life in Life.allCases {
            let end = try #require(self.end(of: life, restartsByWriting: false))
            let wanted = try #require(expected[life])
            #expect(end == wanted, "\(life)")
        }
    }

    @Test("A delivery has its limit for both, and all of it again whenever it has written")
    func deliveries() throws {
        let expected: [Life: (Int, WorkerPatience.Cause)] = [
            .computes: (20, .computing), .sleeps: (20, .sleeping), .waits: (20, .waiting),
            .computesHalf: (20, .computing), .sleepsHalf: (20, .sleeping),
        ]
        for life in Life.allCases {
            let end = self.end(of: life, restartsByWriting: true)
            #expect((end == nil) == (expected[life] == nil), "\(life)")
            if let end, let expected = expected[life] { #expect(end == expected, "\(life)") }
        }
    }

    @Test("Time in which the machine stood still does not count", arguments: [true, false])
    func standstill(_ restartsByWriting: Bool) {
        var patience = WorkerPatience(.seconds(20), restartsByWriting: restartsByWriting, WorkerActivity())
        for _ in 1...10 { patience.count(.seconds(3_600), WorkerActivity(isSleeping: true)) }
        #expect(patience.exhausted == nil)
        for _ in 1...10 { patience.count(.seconds(3_600), WorkerActivity(isSleeping: true)) }
        #expect(patience.exhausted == .sleeping)
    }

    @Test("A worker that waits for the system three times its limit is waited for")
    func waiting() throws {
        let worker = try ScriptedWorker(
            """
            import os
            def say(name):
                os.write(1, open(os.path.join("DIRECTORY", name), "rb").read())
            say("hello")
            os.read(0, 65536)
            # A parent whose child has not begun its program yet waits as for a disk.
            gate = (os.POSIX_SPAWN_OPEN, 9, os.path.join("DIRECTORY", "gate"), os.O_RDONLY, 0)
            os.posix_spawn("/bin/true", ["true"], {}, file_actions=[gate])
            say("answer")
            os.read(0, 1)
            """)
        let gate = worker.directory + "/gate"
        try #require(mkfifo(gate, 0o600) == 0)
        let client = worker.client()
        defer { client.end() }
        let opener = try DedicatedThread(name: "gate") {
            let deadline = ContinuousClock.now + .seconds(60)
            var opened: Int32 = -1
            var pause = Duration.seconds(3)
            while opened < 0, ContinuousClock.now < deadline {
                _ = WakeUp.poll([], timeout: pause)
                pause = .milliseconds(100)
                // Fails as long as nobody waits for it.
                opened = open(gate, O_WRONLY | O_NONBLOCK)
            }
            if opened >= 0 { close(opened) }
        }
        defer { opener.leave() }
        let request = WorkerRequest.examine(ExamineRequest(frame: "/nowhere", sidecar: nil))
        let began = ContinuousClock.now
        let answer = try client.request(request, within: .seconds(1))
        #expect(ContinuousClock.now - began > .seconds(2))
        #expect(answer == ScriptedWorker.answer)
    }

    @Test("A worker whose answer comes byte by byte is not waited for longer than others")
    func dribbling() throws {
        let worker = try ScriptedWorker(
            """
            import os, select
            os.write(1, open(os.path.join("DIRECTORY", "hello"), "rb").read())
            os.read(0, 65536)
            os.write(1, (1 << 20).to_bytes(4, "little"))
            while not select.select([0], [], [], 0.05)[0]:
                os.write(1, b" ")
            """)
        let client = worker.client()
        defer { client.end() }
        let request = WorkerRequest.examine(ExamineRequest(frame: "/nowhere", sidecar: nil))
        let error = #expect(throws: WorkerError.self) { try client.request(request, within: .seconds(1)) }
        #expect(error?.code == .timedOut(computing: false))
    }

    @Test("Of a worker that was held up the frame waits; it is not to blame")
    func heldUp() {
        #expect(StepFailure(WorkerError(.heldUp, "It waited.")).kind == .inputOutput(ETIMEDOUT))
        #expect(StepFailure(WorkerError(.timedOut(computing: false), "It slept.")).kind == .fault)
    }

    @Test("A worker program that ends before its first word sets no frame aside")
    func start() throws {
        let worker = try ScriptedWorker("import sys\nsys.exit('a library is missing')")
        let harness = try EngineHarness(worker: worker.program)
        try harness.writeFrame("a.tif")
        let snapshot = harness.wait("alarm") { $0.state == .alarm }
        #expect(snapshot.status.contains("a library is missing"))
        harness.wait("firings pass") { $0.tickCount > snapshot.tickCount + 150 }
        #expect(harness.engine.snapshot.framesFailed == 0)
        // The program is mended.
        try #require(remove(worker.program) == 0)
        try #require(symlink(EngineHarness.worker, worker.program) == 0)
        harness.wait("archived") { $0.framesArchived == 1 && $0.state == .running }
    }
}

/// A worker program in Python, in a directory of its own, with the first message and an answer beside it.
final class ScriptedWorker {
    let directory: String
    var program: String { directory + "/worker" }

    static let answer = WorkerReply.failed(WorkerFailure(kind: .inputOutput, errorNumber: 5, message: "It is over."))

    /// `DIRECTORY` in the text stands for the directory.
    init(_ text: String) throws {
        var template = Array("/tmp/framewatch-worker-XXXXXX".utf8CString)
        directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        try write("hello", MessageFraming.encode(WorkerReply.hello(version: WorkerReply.version)))
        try write("answer", MessageFraming.encode(Self.answer))
        let lines = ("#!/usr/bin/python3\n" + text + "\n").split(
            separator: "DIRECTORY", omittingEmptySubsequences: false)
        try write("worker", Array(lines.joined(separator: directory).utf8))
        try Files.setMode(0o755, of: program)
    }

    deinit { removeTree(directory) }

    private func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = try FileDescriptor(opening: directory + "/" + name, for: .replace)
        try file.write(bytes)
        try file.close()
    }

    func client() -> WorkerClient {
        var launch = WorkerLaunch(executable: program, logDirectory: directory)
        launch.startLimit = .seconds(60)
        return WorkerClient(launch, name: "scripted") { _ in }
    }
}
