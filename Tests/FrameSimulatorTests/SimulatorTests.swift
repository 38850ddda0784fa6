import FrameTypes
import Glibc
import Testing

@testable import FrameSimulator

@Suite("A simulated series")
final class SimulatorTests {
    private let directory: String

    init() throws {
        var template = Array("/tmp/simulator-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        directory = String(cString: made)
    }

    deinit {
        for name in names() { unlink(directory + "/" + name) }
        rmdir(directory)
    }

    private func names() -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { found.append(name) }
        }
        return found.sorted()
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        let file = try #require(fopen(directory + "/" + name, "r"))
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 100_000)
        let count = fread(&buffer, 1, buffer.count, file)
        return Array(buffer.prefix(count))
    }

    private func run(_ change: (inout SimulationPlan) -> Void) throws -> SimulationReport {
        var plan = SimulationPlan(directory: directory)
        (plan.width, plan.height, plan.rate, plan.late) = (16, 8, 0, 0)
        change(&plan)
        var simulator = try Simulator(plan)
        return try simulator.run()
    }

    @Test func darksComeBeforeTheirFrames() throws {
        let report = try run { ($0.count, $0.darksEvery, $0.pixelTypes) = (3, 2, [.float32, .uint16]) }
        #expect(
            report.frames.map(\.file) == [
                "CeO2-00001.dark.tif", "CeO2-00001.tif", "CeO2-00002.tif", "CeO2-00003.dark.tif", "CeO2-00003.tif",
            ])
        #expect(names() == report.frames.flatMap { [$0.file, $0.file + ".metadata"] }.sorted())
        #expect(report.frames[2].geometry == FrameGeometry(width: 16, height: 8, pixelType: .uint16))
    }

    @Test("One strip from byte 8, the directory behind it with eleven tags, offsets that fit")
    func layout() throws {
        _ = try run { $0.count = 1 }
        let file = try bytes("CeO2-00001.tif")
        let offset = 8 + 16 * 8 * 4
        #expect(Array(file[..<8]) == [0x49, 0x49, 42, 0] + littleEndian(offset, 4))
        #expect(Array(file[offset..<(offset + 2)]) == [11, 0])
        let tags = (0..<11).map { Int(file[offset + 2 + $0 * 12]) + Int(file[offset + 3 + $0 * 12]) << 8 }
        #expect(tags == [256, 257, 258, 259, 269, 273, 277, 279, 284, 306, 339])
        #expect(file.last == 0 && file.count % 2 == 0)
    }

    @Test(arguments: Fault.allCases)
    func everyFaultLeavesItsMark(_ fault: Fault) throws {
        let whole = try run { $0.count = 1 }
        let frame = try bytes("CeO2-00001.tif")
        let sidecar = try bytes("CeO2-00001.tif.metadata")
        for name in names() { unlink(directory + "/" + name) }
        let report = try run { ($0.count, $0.faults) = (1, [FaultRule(fault: fault, every: 1)]) }
        #expect(report.frames.map(\.fault) == [fault])
        let damaged = try bytes("CeO2-00001.tif")
        let shown = fault == .missingMetadata ? nil : try bytes("CeO2-00001.tif.metadata")
        switch fault {
        case .truncated: #expect(damaged.count == frame.count / 2)
        case .unfinished: #expect(damaged.count == 8 + 512 && damaged[4..<8].allSatisfy { $0 == 0 })
        case .zero: #expect(damaged.isEmpty)
        case .missingMetadata: #expect(names() == ["CeO2-00001.tif"])
        case .emptyMetadata: #expect(shown == [])
        case .garbageMetadata: #expect(shown?.count == 400)
        // The stream of a date is some characters longer in one instant than in another.
        case .partialMetadata: #expect(abs((shown?.count ?? 0) * 2 - sidecar.count) <= 64)
        case .lateMetadata, .metadataFirst: #expect(shown?.isEmpty == false && damaged.count == frame.count)
        case .readonly: #expect(access(directory + "/CeO2-00001.tif", F_OK) == 0 && mode("CeO2-00001.tif") == 0o444)
        case .overwrite: #expect(report.frames[0].statistics != whole.frames[0].statistics)
        case .wrongSize:
            #expect(shown.map { String(decoding: $0, as: UTF8.self) }?.contains("width=8\nheight=4") == true)
        }
    }

    private func mode(_ name: String) -> UInt32 {
        var status = stat()
        stat(directory + "/" + name, &status)
        return status.st_mode & 0o777
    }

    @Test func lockAndTemporaryFilesOfQt5AreGoneAtTheEnd() throws {
        _ = try run { ($0.count, $0.metadataStyle) = (2, .qt5) }
        #expect(names().allSatisfy { $0.hasSuffix(".tif") || $0.hasSuffix(".tif.metadata") })
        #expect(names().count == 4)
    }

    @Test func linesEndAsOnWindowsWhenAsked() throws {
        _ = try run { ($0.count, $0.carriageReturns, $0.dialect) = (1, true, .late) }
        let text = String(decoding: try bytes("CeO2-00001.tif.metadata"), as: UTF8.self)
        #expect(text.unicodeScalars.count { $0 == "\r" } == text.unicodeScalars.count { $0 == "\n" })
        #expect(text.contains("[centerfinder]"))
    }

    @Test func aPlanThatMakesNoSenseIsRefused() {
        for change: (inout SimulationPlan) -> Void in [
            { $0.width = 0 }, { $0.name = "a/b" }, { $0.pixelTypes = [] }, { $0.rate = -1 },
            { $0.comments = ["", "", "", "", ""] },
        ] {
            #expect { try run(change) } throws: { ($0 as? SimulatorError)?.code == .badPlan }
        }
    }

    @Test func aDirectoryThatCannotBeMadeIsNamed() {
        #expect { try run { $0.directory = "/dev/null/raw" } } throws: {
            ($0 as? SimulatorError)?.description.contains("/dev/null/raw") == true
        }
    }
}
