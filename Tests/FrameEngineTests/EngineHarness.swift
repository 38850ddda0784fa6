import EngineTesting
import Glibc
import Log
import POSIXFiles
import Synchronization
import Testing

@testable import FrameEngine

/// An engine with the real worker program, in directories of its own.
final class EngineHarness {
    let root: String
    let parsed: EngineProperties.Parsed
    private(set) var engine: FrameEngine
    let observer = RecordingObserver()
    private let hooks: EngineHooks
    private let worker: String

    var raw: String { Paths.join(root, "raw") }
    var remote: String { Paths.join(root, "remote") }
    var state: String { Paths.join(root, "state") }

    /// Properties beside the defaults of tests: short waits, a fast tick. A frame and its sidecar are two writes, which a
    /// loaded machine may pull apart.
    init(
        _ properties: [String: [String]] = [:], opens: Bool = true, hooks: EngineHooks = .patient,
        worker: String = EngineHarness.worker
    ) throws {
        self.hooks = hooks
        self.worker = worker
        let template = Array("/dev/shm/framewatch-test-XXXXXX".utf8CString)
        root = template.withUnsafeBufferPointer { source in
            var path = Array(source)
            return path.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/dev/shm/framewatch-test"
            }
        }
        let remote = Paths.join(root, "remote")
        try Files.makeDirectory(remote)
        var texts: [String: [String]] = [
            "StateDir": [Paths.join(root, "state")], "RawDir": [Paths.join(root, "raw")],
            "TempDir": [Paths.join(root, "temp")], "ProcessedDir": [Paths.join(root, "processed")],
            "RemoteDir": [remote], "TickInterval": ["0.02"], "MinFileAge": ["0.05"], "SidecarWait": ["1.5"],
            "IncompleteWait": ["0.5"],
        ]
        texts.merge(properties) { _, given in given }
        parsed = EngineProperties.parse(texts, instance: "test")
        engine = FrameEngine(parsed, workerExecutable: worker, logger: Self.logger, hooks: hooks)
        if opens { engine.open(observer: observer) }
    }

    deinit {
        engine.close()
        removeTree(root)
    }

    static let logger = Logger(label: "engine", sink: StandardErrorSink(), threshold: LogThreshold(.error))

    /// The worker program of this build.
    static var worker: String { inPackage(".build/debug/framewatch-worker") }

    /// A worker program for tests, which does not do what it says.
    static var lyingWorker: String { inPackage(".build/debug/LyingWorker") }

    /// Tests run in the package's directory.
    static func inPackage(_ path: String) -> String {
        let here = getcwd(nil, 0).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        }
        return Paths.join(here ?? "", path)
    }

    /// Ends the engine and starts another on the same directories, as a start of the server does, or as `Init` does.
    func restart(isInit: Bool = false) {
        engine.close()
        let history = isInit ? engine.history : EngineHistory()
        engine = FrameEngine(parsed, workerExecutable: worker, after: history, logger: Self.logger, hooks: hooks)
        engine.open(observer: observer)
    }

    /// How many changes of state the observer has heard, which is a moment later than they happen, when this is the last.
    func told(_ state: EngineState) -> Int {
        wait("the observer to hear of it") { _ in observer.states.last == state }
        return observer.states.count
    }

    /// The worker processes of this engine; other tests run in the same process.
    func workers() -> [Int32] {
        var found: [Int32] = []
        for entry in (try? DirectoryListing.entries(of: "/proc/self/task")) ?? [] {
            guard let file = try? FileDescriptor(opening: "/proc/self/task/\(entry.name)/children", for: .read) else {
                continue
            }
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = (try? bytes.withUnsafeMutableBytes { try file.read(into: $0) }) ?? 0
            let text = String(decoding: bytes[..<count], as: UTF8.self)
            found += text.split(separator: " ").compactMap { Int32($0) }.filter(isOurs)
        }
        return found
    }

    /// A worker writes its errors into the state directory of its engine.
    private func isOurs(_ worker: Int32) -> Bool {
        guard let path = realpath("/proc/\(worker)/fd/2", nil) else { return false }
        defer { free(path) }
        return String(cString: path).hasPrefix(state)
    }

    // MARK: Frames

    /// Writes a frame whose pixels depend on `seed`, and its sidecar; gives the bytes of the image.
    @discardableResult
    func writeFrame(_ name: String, seed: UInt64 = 1, hasSidecar: Bool = true) throws -> [UInt8] {
        let frame = TestFrame(seed: seed)
        let path = Paths.join(raw, name)
        try Files.makeDirectories(Paths.directory(of: path))
        try write(frame.tiff(), to: path)
        if hasSidecar { try write(frame.sidecar(), to: path + ".metadata") }
        return frame.tiff()
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        let file = try FileDescriptor(opening: path, for: .replace)
        try file.write(bytes)
        try file.close()
    }

    /// Writes a frame, lets it come up to a step after the first, and closes the engine there.
    func closeBefore(_ step: String, writing name: String = "a.tif") throws {
        try engine.setPlugin(step, enabled: false)
        try writeFrame(name)
        wait("taken") { _ in files(below: raw).isEmpty }
        engine.close()
    }

    // MARK: Looks

    /// All files below a directory, relative, sorted; hidden ones too.
    func files(below directory: String) -> [String] {
        var found: [String] = []
        try? DirectoryListing.walk(directory) { path, _ in
            found.append(Paths.relative(path, below: directory) ?? path)
        }
        return found.sorted()
    }

    func bytes(_ path: String) -> [UInt8]? {
        guard let file = try? FileDescriptor(opening: path, for: .read) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        guard let count = try? bytes.withUnsafeMutableBytes({ try file.read(into: $0) }) else { return nil }
        return Array(bytes[..<count])
    }

    var isWorkEmpty: Bool {
        ["raw", "temp", "processed"].allSatisfy { files(below: Paths.join(root, $0)).isEmpty }
    }

    /// Waits until something is true of the newest values.
    @discardableResult
    func wait(
        _ what: Comment, seconds: Double = 90, sourceLocation: SourceLocation = #_sourceLocation,
        until isTrue: (EngineSnapshot) -> Bool
    ) -> EngineSnapshot {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            let snapshot = engine.snapshot
            if isTrue(snapshot) { return snapshot }
            _ = WakeUp.poll([], timeout: .milliseconds(5))
        }
        let snapshot = engine.snapshot
        Issue.record("\(what): not within \(seconds) s; \(snapshot)", sourceLocation: sourceLocation)
        return snapshot
    }
}

/// Keeps what the engine told.
final class RecordingObserver: EngineObserver {
    private let told = Mutex<[EngineState]>([])
    private let values = Mutex<Set<EngineValue>>([])

    var states: [EngineState] { told.withLock { $0 } }
    var changed: Set<EngineValue> { values.withLock { $0 } }

    func engineStateChanged(_ state: EngineState, status: String) { told.withLock { $0.append(state) } }
    func engineValuesChanged(_ changed: Set<EngineValue>, _ snapshot: EngineSnapshot) {
        values.withLock { $0.formUnion(changed) }
    }
}

extension FileSystemUsage {
    /// A file system that is so full. **Unit**: %.
    static func used(_ percent: UInt64) -> FileSystemUsage {
        FileSystemUsage(blockSize: 1 << 30, blocks: 100, free: 100 - percent, available: 100 - percent)
    }
}

/// Removes a directory with everything in it, links and pipes too.
func removeTree(_ root: String) {
    for entry in (try? DirectoryListing.entries(of: root)) ?? [] {
        let path = root + "/" + entry.name
        if entry.isDirectory { removeTree(path) } else { remove(path) }
    }
    remove(root)
}

extension EngineHooks {
    /// A machine that has no time for its tests gives no destination up, and one that has little room has it.
    static var patient: EngineHooks {
        var hooks = EngineHooks()
        hooks.patience = 60
        hooks.rawUsage = { _ in .used(10) }
        return hooks
    }
}
