import FrameTypes
import Glibc
import POSIXFiles
import Testing

@testable import FrameEngine

@Suite("A destination below a mount point of /etc/fstab", .serialized, .timeLimit(.minutes(6)))
struct IntendedMountTests {
    private let above = "/dev/shm/framewatch-test-disk-\(UInt64.random(in: 0 ... .max))"
    private var table: String { above + ".fstab" }

    /// The machine is to mount something at `point`.
    private func hooks(mounting point: String) throws -> EngineHooks {
        let file = try FileDescriptor(opening: table, for: .replace)
        try file.write(Array("server:/export \(point) nfs noauto 0 0\n".utf8))
        var hooks = EngineHooks.patient
        hooks.intendedMounts = table
        return hooks
    }

    private func clear() {
        removeTree(above)
        remove(table)
    }

    @Test("On which nothing was ever mounted it is not made, and frames wait")
    func neverMounted() throws {
        defer { clear() }
        try Files.makeDirectory(above)
        let harness = try EngineHarness(["RemoteDir": [above + "/remote"]], hooks: hooks(mounting: above))
        let sentence = "Mount it (mount \(above)), or take its line out of that file"
        harness.wait("the alarm says what is missing and what to do") {
            $0.state == .alarm && $0.status.contains(sentence) && $0.status.contains(table)
        }
        try harness.writeFrame("a.tif")
        harness.wait("it waits") { _ in
            harness.files(below: harness.root + "/processed").contains { $0.hasSuffix("a.tif") }
        }
        let error = #expect(throws: EngineError.self) { try harness.engine.setRemoteDirectory(above + "/other") }
        #expect(error?.message.contains(sentence) == true)
        #expect(harness.files(below: above).isEmpty)
        #expect(try FileStatus.of(above + "/remote") == nil && FileStatus.of(above + "/other") == nil)
        #expect(harness.engine.snapshot.framesPending == 1)

        // The line was a mistake: the directory itself is meant.
        #expect(remove(table) == 0)
        try harness.engine.setRemoteDirectory(above + "/remote")
        harness.wait("archived") { $0.framesArchived == 1 && $0.state == .running }
        #expect(harness.files(below: above) == ["remote/a.nxs", "remote/a.tif", "remote/a.tif.metadata"])
    }

    @Test("Also when it is reached, or the mount point written, by way of a link", arguments: [true, false])
    func links(isPointLinked: Bool) throws {
        defer { clear() }
        let (link, disk) = (above + "/link", above + "/disk")
        try Files.makeDirectory(above)
        try Files.makeDirectory(disk)
        try #require(symlink("disk", link) == 0)
        let harness = try EngineHarness(
            ["RemoteDir": [(isPointLinked ? disk : link) + "/remote"]],
            hooks: hooks(mounting: isPointLinked ? link : disk))
        harness.wait("alarm") { $0.state == .alarm && $0.status.contains("not mounted. Mount it (mount \(disk))") }
        #expect(try FileStatus.of(disk + "/remote") == nil)
    }

    @Test("A link to what is missing because its file system is leads there all the same")
    func danglingLink() throws {
        defer { clear() }
        try Files.makeDirectory(above)
        try #require(symlink("disk/./data", above + "/link") == 0)
        #expect(Destination.realPath(above + "/link/remote") == above + "/disk/data/remote")
        try #require(symlink("loop", above + "/loop") == 0)
        #expect(Destination.realPath(above + "/loop/remote") == above + "/loop/remote")
    }

    @Test("The nearest of them counts, and what is mounted nearer by hand is enough")
    func nearest() {
        let table = MountTable(
            parsing: """
                22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw
                23 22 0:41 / /framewatch-disk/on rw - xfs /dev/sdb1 rw
                24 22 0:41 / /framewatch-disk/off/by-hand rw - xfs /dev/sdc1 rw
                25 22 0:42 / /framewatch-auto rw - autofs systemd-1 rw
                """)
        let intended = ["/framewatch-disk/off", "/framewatch-disk/on", "/framewatch-disk/on/deep", "/framewatch-auto"]
        func missing(_ path: String) -> String? { DestinationMounts.missing(above: path, intended, table) }
        #expect(missing("/framewatch-disk/on/archive") == nil)
        #expect(missing("/framewatch-disk/on/deep/archive") == "/framewatch-disk/on/deep")
        #expect(missing("/framewatch-disk/off") == "/framewatch-disk/off")
        #expect(missing("/framewatch-disk/off/archive") == "/framewatch-disk/off")
        #expect(missing("/framewatch-disk/off/by-hand/archive") == nil)
        #expect(missing("/framewatch-disk/office") == nil)
        #expect(missing("/framewatch-auto/archive") == "/framewatch-auto")
        #expect(missing("/elsewhere") == nil)
    }
}
