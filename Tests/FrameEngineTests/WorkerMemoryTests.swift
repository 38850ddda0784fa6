import EngineTesting
import POSIXFiles
import Testing

@testable import FrameEngine

@Suite("What a frame may take of the machine", .serialized, .timeLimit(.minutes(4)))
struct WorkerMemoryTests {
    @Test("A worker has a limit of memory, and is the first that a machine without memory ends")
    func limit() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a.tif")
        harness.wait("archived") { $0.framesArchived == 1 }
        let worker = try #require(harness.workers().first)
        let limits = String(decoding: try #require(harness.bytes("/proc/\(worker)/limits")), as: UTF8.self)
        let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max data size") })
        let words = line.split(separator: " ")
        let soft = try #require(words.count > 3 ? Int(words[3]) : nil, "\(line)")
        #expect((512 << 20)...(513 << 20) ~= soft)
        #expect(harness.bytes("/proc/\(worker)/oom_score_adj") == Array("1000\n".utf8))
    }

    @Test("A frame that asks for more memory than there is costs its workers alone, and is set aside with the reason")
    func tooMuch() throws {
        let worker = try ScriptedWorker(
            """
            import os, resource
            resource.setrlimit(resource.RLIMIT_DATA, (48 << 20, 48 << 20))
            os.execv("\(EngineHarness.worker)", ["framewatch-worker"])
            """)
        let harness = try EngineHarness(worker: worker.program)
        let bytes = Self.greedyFrame(strips: 4_000_000)
        try harness.write(bytes, to: harness.raw + "/greedy.tif")
        try harness.writeFrame("good.tif")
        let snapshot = harness.wait("one archived, one set aside") { $0.framesArchived == 1 && $0.framesFailed == 1 }
        #expect(snapshot.lastError.contains("There is not enough memory for"))
        #expect(snapshot.lastError.contains("greedy.tif"))
        let kept = try #require(
            harness.files(below: harness.state + "/quarantine").first { $0.hasSuffix("/greedy.tif") })
        #expect(try FileStatus.of(harness.state + "/quarantine/" + kept)?.identity.size == Int64(bytes.count))
        #expect(harness.isWorkEmpty)
        try harness.writeFrame("next.tif")
        harness.wait("archived") { $0.framesArchived == 2 }
    }

    /// A whole frame of one column, whose rows are strips with numbers of one byte: eight times as large in memory, twice.
    private static func greedyFrame(strips: Int) -> [UInt8] {
        func little(_ number: Int, _ size: Int) -> [UInt8] {
            (0..<size).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        let tags = [
            (256, 3, 1, 1), (257, 4, 1, strips), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 1, strips, 8),
            (277, 3, 1, 1), (278, 3, 1, 1), (279, 1, strips, 8),
        ]
        var bytes = Array("II".utf8) + little(42, 2) + little(8 + strips, 4) + [UInt8](repeating: 8, count: strips)
        bytes += little(tags.count, 2)
        for (tag, type, count, value) in tags {
            bytes += little(tag, 2) + little(type, 2) + little(count, 4) + little(value, 4)
        }
        return bytes + little(0, 4)
    }
}
