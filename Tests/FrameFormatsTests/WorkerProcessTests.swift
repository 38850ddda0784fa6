import EngineTesting
import Foundation
import FrameTypes
import Testing
import WorkerProtocol

/// A `framewatch-worker` with its pipes.
private final class RunningWorker {
    let process = Process()
    let channel: MessageChannel
    let toWorker = Pipe()
    let fromWorker = Pipe()

    init(_ arguments: [String] = []) throws {
        process.executableURL = try Self.executable()
        process.arguments = arguments
        process.standardInput = toWorker
        process.standardOutput = fromWorker
        process.standardError = FileHandle.nullDevice
        channel = MessageChannel(
            input: fromWorker.fileHandleForReading.fileDescriptor,
            output: toWorker.fileHandleForWriting.fileDescriptor)
        try process.run()
    }

    /// Everything is built into one directory, this test among it.
    static func executable() throws -> URL {
        let test = try #require(CommandLine.arguments.first)
        var folder = URL(filePath: test).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path.count > 1 {
            let candidate = folder.appending(path: "framewatch-worker")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            folder = folder.deletingLastPathComponent()
        }
        return URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../.build/debug/framewatch-worker")
    }

    func endInput() throws -> Int32 {
        try toWorker.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

@Suite("The worker as a process", .serialized, .timeLimit(.minutes(5)))
struct WorkerProcessTests {
    @Test func itSaysHelloAnswersAndLeavesWithItsServer() throws {
        let worker = try RunningWorker()
        #expect(try worker.channel.receive(WorkerReply.self) == .hello(version: WorkerReply.version))
        let frame = TestFrame()
        let directory = try TemporaryDirectory()
        let path = try directory.write(frame.tiff(), "a.tif")
        try worker.channel.send(WorkerRequest.examine(ExamineRequest(frame: path, sidecar: nil)))
        #expect(
            try worker.channel.receive(WorkerReply.self)
                == .examined(FrameExamination(incomplete: nil, geometry: frame.geometry, sidecar: .missing)))
        #expect(try worker.endInput() == 0)
        #expect(try worker.channel.receive(WorkerReply.self) == nil)
    }

    @Test func aMessageThatIsNoneIsAnsweredAndTheNextOneServed() throws {
        let worker = try RunningWorker()
        _ = try worker.channel.receive(WorkerReply.self)
        try worker.channel.send(["nonsense": 1])
        guard case .failed(let failure) = try worker.channel.receive(WorkerReply.self) else {
            Issue.record("nonsense was not refused")
            return
        }
        #expect(failure.kind == .internal)
        try worker.channel.send(WorkerRequest.examine(ExamineRequest(frame: "/nowhere", sidecar: nil)))
        guard case .failed(let missing) = try worker.channel.receive(WorkerReply.self) else {
            Issue.record("a missing frame was not refused")
            return
        }
        #expect(missing.kind == .inputOutput)
        #expect(try worker.endInput() == 0)
    }

    @Test(arguments: [[0xff, 0xff, 0xff, 0xff], [9, 0, 0, 0, 0x7b]] as [[UInt8]])
    func aStreamThatCannotBeFollowedEndsIt(_ bytes: [UInt8]) throws {
        let worker = try RunningWorker()
        _ = try worker.channel.receive(WorkerReply.self)
        try worker.toWorker.fileHandleForWriting.write(contentsOf: bytes)
        #expect(try worker.endInput() == 1)
    }

    @Test func itEndsWhenNobodyReadsItsReplies() throws {
        let worker = try RunningWorker()
        _ = try worker.channel.receive(WorkerReply.self)
        try worker.fromWorker.fileHandleForReading.close()
        try worker.channel.send(WorkerRequest.examine(ExamineRequest(frame: "/nowhere", sidecar: nil)))
        worker.process.waitUntilExit()
        #expect(worker.process.terminationReason == .exit)
        #expect(worker.process.terminationStatus == 1)
    }

    @Test(
        arguments: [(["--help"], 0), (["examine"], 2), (["nonsense", "a"], 2), (["examine", "/nowhere"], 1)]
            as [([String], Int32)])
    func byHandItTellsHowItWent(_ arguments: [String], _ status: Int32) throws {
        let worker = try RunningWorker(arguments)
        #expect(try worker.endInput() == status)
    }

    @Test func byHandItDeliversAFrame() throws {
        let frame = TestFrame()
        let directory = try TemporaryDirectory()
        let path = try directory.write(frame.tiff(), "a.tif")
        try directory.write(frame.sidecar(), "a.tif.metadata")
        let worker = try RunningWorker(["deliver", path, directory.path])
        #expect(try worker.endInput() == 0)
        #expect(
            try directory.names == [
                "a.nxs.part", "a.tif", "a.tif.metadata", "a.tif.metadata.part", "a.tif.part", "a.tif.recipe.part",
            ])
    }
}
