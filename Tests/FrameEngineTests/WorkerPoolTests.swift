import Glibc
import POSIXFiles
import Synchronization
import Testing
import WorkerProtocol

@testable import Workers

/// A switch between threads.
private final class Flag: Sendable {
    private let state: Mutex<Bool>

    init(_ value: Bool) { state = Mutex(value) }

    var value: Bool { state.withLock { $0 } }
    func set(_ value: Bool) { state.withLock { $0 = value } }
}

@Suite("The worker pool", .timeLimit(.minutes(2)))
struct WorkerPoolTests {
    private let nowhere = WorkerLaunch(executable: "/nowhere/worker", logDirectory: "/tmp")

    private func wait(_ what: Comment, until isTrue: () -> Bool) {
        let deadline = ContinuousClock.now + .seconds(60)
        while !isTrue() {
            guard ContinuousClock.now < deadline else {
                Issue.record(what)
                return
            }
            _ = WakeUp.poll([], timeout: .milliseconds(2))
        }
    }

    @Test("A lane that could not be started is started when it is asked for again")
    func lanes() throws {
        let failures = Atomic<Int>(2)
        let failing: WorkerPool.ThreadStart = { name, body in
            guard failures.load(ordering: .relaxed) == 0 else {
                failures.subtract(1, ordering: .relaxed)
                throw POSIXError("start", "a thread", errorNumber: EAGAIN)
            }
            return try DedicatedThread(name: name, body)
        }
        let pool = WorkerPool(nowhere, limit: 1, onLivingChanged: {}, startThread: failing)
        defer { pool.close(within: .zero) }
        let isDone = Flag(false)
        pool.submit(1) { _ in isDone.set(true) }
        #expect(throws: POSIXError.self) { try pool.startMissing() }
        #expect(!isDone.value)
        try pool.startMissing()
        wait("the job to run") { isDone.value }
    }

    @Test("A job that hangs is given up: the next one has its lane, and closing does not wait for it")
    func abandon() throws {
        let pool = WorkerPool(nowhere, limit: 1, onLivingChanged: {})
        let (hangs, isCaught, isDone) = (Flag(true), Flag(false), Flag(false))
        pool.submit(1) { _ in
            isCaught.set(true)
            while hangs.value { _ = WakeUp.poll([], timeout: .milliseconds(2)) }
        }
        wait("the job to begin") { isCaught.value }
        pool.submit(2) { _ in isDone.set(true) }
        pool.submit(3) { _ in Issue.record("A job that was taken back ran.") }
        #expect(pool.withdraw { $0 == 3 } == [3])
        #expect(!isDone.value)
        pool.abandon(1)
        wait("the next job to run") { isDone.value }
        #expect(pool.close(within: .zero) == 1)
        hangs.set(false)
    }

    @Test("A worker that writes slowly but gets on is waited for; a silent one is not", arguments: [true, false])
    func progress(_ writes: Bool) throws {
        var template = Array("/tmp/framewatch-slow-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { removeTree(directory) }
        let frames = [
            try MessageFraming.encode(WorkerReply.hello(version: WorkerReply.version)),
            try MessageFraming.encode(
                WorkerReply.failed(WorkerFailure(kind: .inputOutput, errorNumber: 5, message: "It is over."))),
        ]
        for (index, frame) in frames.enumerated() {
            let file = try FileDescriptor(opening: "\(directory)/\(index)", for: .replace)
            try file.write(frame)
        }
        // Fifteen seconds of work with a limit of ten between two writes.
        let script = """
            #!/bin/sh
            cat \(directory)/0
            for i in $(seq 30); do
                sleep 0.5
                \(writes ? "printf x >> \(directory)/written" : ":")
            done
            cat \(directory)/1

            """
        let program = "\(directory)/worker"
        let file = try FileDescriptor(opening: program, for: .replace)
        try file.write(Array(script.utf8))
        try file.close()
        try Files.setMode(0o755, of: program)
        let client = WorkerClient(WorkerLaunch(executable: program, logDirectory: directory), name: "slow") { _ in }
        defer { client.end() }
        let request = WorkerRequest.examine(ExamineRequest(frame: "/nowhere", sidecar: nil))
        let result = Result { () throws(WorkerError) in
            try client.request(request, within: .seconds(10), growsByWriting: true)
        }
        switch result {
        case .success(.failed(let failure)): #expect(writes && failure.message == "It is over.")
        case .failure(let error): #expect(!writes && error.code == .timedOut(computing: false))
        default: Issue.record("\(result)")
        }
    }
}
