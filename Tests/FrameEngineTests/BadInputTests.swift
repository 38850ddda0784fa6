import EngineTesting
import FrameEngine
import Glibc
import POSIXFiles
import Testing

@Suite("Bad input costs nobody else anything", .serialized, .timeLimit(.minutes(6)))
struct BadInputTests {
    /// A frame that must not be archived.
    enum Damage: String, CaseIterable, Sendable {
        case truncated, empty, headerOnly, text
    }

    @Test("An image that stays incomplete is set aside with the reason", arguments: Damage.allCases)
    func incomplete(_ damage: Damage) throws {
        let harness = try EngineHarness()
        let whole = TestFrame(seed: 1).tiff()
        let bytes: [UInt8] =
            switch damage {
            case .truncated: Array(whole.prefix(whole.count / 2))
            case .empty: []
            case .headerOnly: Array(whole.prefix(8))
            case .text: Array("this is no image at all, but it is longer than nine bytes".utf8)
            }
        try harness.write(bytes, to: harness.raw + "/bad.tif")
        try harness.writeFrame("good.tif")
        let good = harness.wait("the good frame is archived at once") { $0.framesArchived == 1 }
        #expect(good.framesFailed == 0 || good.oldestPending < 5)
        let snapshot = harness.wait("set aside") { $0.framesFailed == 1 }
        #expect(snapshot.framesFound == 2)
        #expect(snapshot.lastError.contains("bad.tif"))
        #expect(snapshot.state == .alarm)
        let kept = harness.files(below: harness.state + "/quarantine")
        #expect(kept.contains { $0.hasSuffix("/bad.tif") })
        let reason = try #require(kept.first { $0.hasSuffix("/reason.txt") })
        #expect(harness.bytes(harness.state + "/quarantine/" + reason)?.isEmpty == false)
        let image = try #require(kept.first { $0.hasSuffix("/bad.tif") })
        #expect(harness.bytes(harness.state + "/quarantine/" + image) == bytes)
        #expect(harness.files(below: harness.raw).isEmpty)
        let explanation = try harness.engine.explain("bad.tif")
        #expect(explanation.contains("\"outcome\" : \"quarantined\""))
    }

    /// A sidecar that is no good.
    enum SidecarDamage: String, CaseIterable, Sendable {
        case missing, empty, garbage, partial
    }

    @Test("A complete image is archived whatever its sidecar", arguments: SidecarDamage.allCases)
    func sidecar(_ damage: SidecarDamage) throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a.tif", hasSidecar: false)
        let bytes: [UInt8]? =
            switch damage {
            case .missing: nil
            case .empty: []
            case .garbage: (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
            case .partial: Array(TestFrame().sidecar().dropLast(11))
            }
        if let bytes { try harness.write(bytes, to: harness.raw + "/a.tif.metadata") }
        let snapshot = harness.wait("archived") { $0.framesArchived == 1 }
        #expect(snapshot.framesFailed == 0)
        #expect(harness.bytes(harness.remote + "/a.tif.metadata") == bytes)
        #expect(harness.isWorkEmpty)
    }

    @Test("Not even a sidecar that no worker survives sets its image aside")
    func deadlySidecar() throws {
        let harness = try EngineHarness(worker: EngineHarness.inPackage("Tests/Fixtures/workers/dies-of-sidecars"))
        try harness.writeFrame("a.tif")
        let snapshot = harness.wait("archived") { $0.framesArchived == 1 }
        #expect(snapshot.framesFailed == 0)
        #expect(harness.bytes(harness.remote + "/a.tif.metadata") == TestFrame().sidecar())
        #expect(try harness.engine.explain("a.tif").contains("The sidecar was not read"))
    }

    @Test("A file from the far future or past is a file like any other", arguments: [13_569_465_600, -9_999_999_999])
    func farTimes(_ time: Int) throws {
        let harness = try EngineHarness(opens: false)
        try Files.makeDirectories(harness.raw)
        try harness.writeFrame("a.tif")
        try harness.write(Array("in the way".utf8), to: harness.remote + "/a.tif")
        for path in [harness.raw + "/a.tif", harness.raw + "/a.tif.metadata", harness.remote + "/a.tif"] {
            var times = [timespec(tv_sec: time, tv_nsec: 999_999_999), timespec(tv_sec: time, tv_nsec: 999_999_999)]
            try #require(utimensat(AT_FDCWD, path, &times, 0) == 0)
        }
        harness.engine.open(observer: harness.observer)
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.files(below: harness.remote).contains("a.v2.tif"))
    }

    @Test("A sidecar that comes late is archived beside its frame")
    func lateSidecar() throws {
        let harness = try EngineHarness()
        try harness.writeFrame("a.tif", hasSidecar: false)
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif"])
        try harness.write(TestFrame().sidecar(), to: harness.raw + "/a.tif.metadata")
        harness.wait("the sidecar follows") { _ in
            harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.tif.metadata"] && harness.isWorkEmpty
        }
        #expect(harness.bytes(harness.remote + "/a.tif.metadata") == TestFrame().sidecar())
        #expect(harness.engine.snapshot.framesFound == 1)
    }

    @Test("A sidecar without a frame is set aside after both waits, and counts as none")
    func orphan() throws {
        let harness = try EngineHarness()
        try harness.write(TestFrame().sidecar(), to: harness.raw + "/never.tif.metadata")
        harness.wait("set aside") { !$0.lastError.isEmpty }
        #expect(harness.files(below: harness.raw).isEmpty)
        #expect(harness.files(below: harness.state + "/quarantine").contains { $0.hasSuffix("never.tif.metadata") })
        #expect(harness.engine.snapshot.framesFound == 0)
    }

    @Test("A sidecar that comes before its frame waits for it")
    func sidecarFirst() throws {
        let harness = try EngineHarness()
        try harness.write(TestFrame().sidecar(), to: harness.raw + "/a.tif.metadata")
        harness.wait("seen") { _ in (try? harness.engine.explain("a.tif"))?.contains("\"seen\"") == true }
        try harness.writeFrame("a.tif", hasSidecar: false)
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.files(below: harness.remote) == ["a.nxs", "a.tif", "a.tif.metadata"])
    }

    @Test("A read-only file and names with blanks and accents are delivered like any other")
    func names() throws {
        let harness = try EngineHarness(["AutoStart": ["false"]])
        let names = ["with blank.tif", "température.tif", "日本.tif", "a.b.c.tif", "-dash.tif"]
        for name in names { try harness.writeFrame(name) }
        try harness.writeFrame("ro.tif")
        #expect(chmod(harness.raw + "/ro.tif", 0o444) == 0)
        try harness.engine.start()
        harness.wait("archived") { $0.framesArchived == names.count + 1 }
        #expect(harness.files(below: harness.remote).count == 3 * (names.count + 1))
        #expect(harness.isWorkEmpty)
    }

    @Test("The longest name is delivered; one that has no room for a version is set aside")
    func longName() throws {
        let harness = try EngineHarness(["SidecarWait": ["0.05"]])
        let name = String(repeating: "x", count: 251) + ".tif"
        try harness.writeFrame(name, seed: 1, hasSidecar: false)
        harness.wait("archived") { $0.framesArchived == 1 }
        try harness.writeFrame(name, seed: 2, hasSidecar: false)
        let snapshot = harness.wait("set aside") { $0.framesFailed == 1 }
        #expect(snapshot.lastError.contains("longer than 255 bytes"))
        #expect(harness.files(below: harness.state + "/quarantine").contains { $0.hasSuffix(name) })
        #expect(harness.isWorkEmpty)
    }

    @Test("A name that is no text is told, and taken when it was renamed")
    func notText() throws {
        let harness = try EngineHarness()
        let path = Array((harness.raw + "/").utf8) + [0xff, 0xfe] + Array(".tif".utf8)
        let text = path.map { CChar(bitPattern: $0) } + [0]
        let number = creat(text, 0o644)
        #expect(number >= 0)
        let file = FileDescriptor(owning: number)
        try file.write(TestFrame().tiff())
        try file.close()
        let snapshot = harness.wait("alarm") { $0.state == .alarm }
        #expect(snapshot.lastError.contains("not UTF-8"))
        #expect(rename(text, harness.raw + "/good.tif") == 0)
        harness.wait("archived") { $0.framesArchived == 1 }
        harness.wait("running") { $0.state == .running }
    }

    @Test("By age alone, a close says nothing")
    func ageAlone() throws {
        let harness = try EngineHarness(["SettleOnClose": ["false"], "MinFileAge": ["0.4"]])
        try harness.writeFrame("a.tif")
        let start = ContinuousClock.now
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(ContinuousClock.now - start > .milliseconds(350))
    }

    @Test("What is not a frame is left alone")
    func foreign() throws {
        let harness = try EngineHarness()
        for name in ["notes.txt", "a.tif.metadata.lock", ".hidden.tif"] {
            try harness.write(Array("hello, I am not yours".utf8), to: harness.raw + "/" + name)
        }
        try harness.writeFrame("a.tif")
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.files(below: harness.raw) == [".hidden.tif", "a.tif.metadata.lock", "notes.txt"])
        #expect(harness.engine.snapshot.framesFound == 1)
    }

    @Test("A frame that is written slowly is never taken early")
    func slow() throws {
        let harness = try EngineHarness(["IncompleteWait": ["30"]])
        let bytes = TestFrame(seed: 3).tiff()
        let path = harness.raw + "/slow.tif"
        try harness.write([], to: path)
        for part in stride(from: 0, to: bytes.count, by: bytes.count / 12 + 1) {
            let file = try FileDescriptor(opening: path, for: .append)
            try file.write(Array(bytes[part..<min(part + bytes.count / 12 + 1, bytes.count)]))
            try file.close()
            _ = WakeUp.poll([], timeout: .milliseconds(30))
            if part + bytes.count / 12 + 1 < bytes.count {
                #expect(harness.engine.snapshot.framesFound == 0)
            }
        }
        try harness.write(TestFrame().sidecar(), to: path + ".metadata")
        harness.wait("archived") { $0.framesArchived == 1 }
        #expect(harness.engine.snapshot.framesFailed == 0)
    }
}
