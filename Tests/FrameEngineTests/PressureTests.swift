import FrameTypes
import POSIXFiles
import Synchronization
import Testing

@testable import FrameEngine

@Suite("Pressure", .serialized, .timeLimit(.minutes(6)))
struct PressureTests {
    @Test("A RAM disk that fills up raises the level, the alarm and the hold, and they go when it is emptied")
    func levels() throws {
        let disk = RAMDisk()
        var hooks = EngineHooks.patient
        hooks.rawUsage = { _ in disk.usage }
        let harness = try EngineHarness(hooks: hooks)
        for (used, level, state, isHeld) in [
            (UInt64(10), PressureLevel.green, EngineState.running, false), (70, .amber, .running, false),
            (80, .orange, .alarm, false), (95, .red, .alarm, true), (70, .orange, .alarm, false),
            (40, .green, .running, false),
        ] {
            disk.fill(used)
            let seen = harness.wait("\(level) at \(used) %") {
                $0.rawUsed == Double(used) && $0.level == level && $0.state == state
            }
            #expect(seen.hold == isHeld)
            let sentence = "The file system of \(harness.raw) fills up (level \("\(level)".uppercased())): pause"
            #expect(seen.status.contains(sentence) == (state == .alarm))
        }
    }

    @Test("Frames are archived at every level")
    func frames() throws {
        var hooks = EngineHooks.patient
        hooks.rawUsage = { _ in .used(99) }
        let harness = try EngineHarness(hooks: hooks)
        harness.wait("red") { $0.hold }
        try harness.writeFrame("a.tif")
        harness.wait("archived") { $0.framesArchived == 1 }
    }

    @Test("What the environment says is a percentage, or is not taken", arguments: ["", "-1", "101", "full", "nan"])
    func wrong(_ text: String) {
        #expect(AssumedUse(text) == nil)
    }

    @Test("The use that is assumed is the one that shows", arguments: ["0", "59.5", "100"])
    func assumed(_ text: String) throws {
        let usage = try #require(AssumedUse(text)?.usage)
        #expect(abs(usage.usedPercent - (try #require(Double(text)))) < 0.001)
    }
}

/// A RAM disk that is as full as a test says. What lies on it stays the same, and its size changes: it never fills, however
/// long a test takes.
private final class RAMDisk: Sendable {
    private static let usedBytes: UInt64 = 5_320_000
    private let percent = Mutex<UInt64>(10)

    var usage: FileSystemUsage {
        let percent = percent.withLock { $0 }
        return FileSystemUsage(
            blockSize: Self.usedBytes / percent, blocks: 100, free: 100 - percent, available: 100 - percent)
    }
    func fill(_ used: UInt64) { percent.withLock { $0 = used } }
}
