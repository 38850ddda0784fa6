import Glibc
import Testing

@testable import POSIXFiles

/// A directory that goes away with the test.
final class Scratch {
    let path: String
    init() throws {
        var template = Array("/tmp/framewatch-files-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw POSIXError("make", "a scratch directory", errorNumber: errno) }
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    deinit {
        var directories: [String] = []
        try? DirectoryListing.walk(path, onDirectory: { directories.append($0) }, onFile: { name, _ in remove(name) })
        for directory in directories.reversed() { remove(directory) }
    }
    func write(_ name: String, _ text: String = "x") throws -> String {
        let file = try FileDescriptor(opening: path + "/" + name, for: .replace)
        try file.write(Array(text.utf8))
        return path + "/" + name
    }
}

@Suite("Files")
struct FileTests {
    @Test("A rename never replaces")
    func rename() throws {
        let scratch = try Scratch()
        let (first, second) = (try scratch.write("a", "first"), try scratch.write("b", "second!"))
        let error = #expect(throws: POSIXError.self) { try Files.renameWithoutReplacing(first, to: second) }
        #expect(error?.exists == true)
        #expect(try FileStatus.of(second)?.identity.size == 7)
        try Files.renameWithoutReplacing(first, to: scratch.path + "/c")
        #expect(try FileStatus.of(first) == nil)
    }

    @Test("What lies on a RAM disk is known by the kind of its file system")
    func volatile() throws {
        // tmpfs and ramfs; ext4, xfs, overlayfs and NFS.
        for type: UInt32 in [0x0102_1994, 0x8584_58f6] { #expect(Files.isVolatile(type: type)) }
        for type: UInt32 in [0xef53, 0x5846_5342, 0x794c_7630, 0x6969] { #expect(!Files.isVolatile(type: type)) }
        #expect(try !Files.isVolatile("/proc"))
        let error = #expect(throws: POSIXError.self) { try Files.isVolatile(Scratch().path + "/none") }
        #expect(error?.isMissing == true)
    }

    @Test("Nothing is removed without a permission that covers it")
    func unlink() throws {
        let scratch = try Scratch()
        let part = try scratch.write(".framewatch-7-image.part")
        for name in ["a.tif", "a.part", ".a.part", ".framewatch-recipe"] {
            let kept = try scratch.write(name)
            let error = #expect(throws: POSIXError.self) { try Files.unlink(kept, with: PartPermission()) }
            #expect(error?.errorNumber == EPERM)
            #expect(try FileStatus.of(kept) != nil)
        }
        try Files.unlink(part, with: PartPermission())
        try Files.unlink(part, with: PartPermission())
        #expect(try FileStatus.of(part) == nil)
    }

    @Test("Directories are made with their parents, and those made are told")
    func directories() throws {
        let scratch = try Scratch()
        #expect(
            try Files.makeDirectories(scratch.path + "/x/y", mode: 0o750) == [
                scratch.path + "/x", scratch.path + "/x/y",
            ])
        #expect(try Files.makeDirectories(scratch.path + "/x/y") == [])
        let file = try scratch.write("f")
        #expect(throws: POSIXError.self) { try Files.makeDirectories(file + "/z") }
    }

    @Test("A buffer is empty memory, and none when the system has none")
    func pages() throws {
        let buffer = try PageBuffer(byteCount: 10_000)
        #expect(buffer.bytes.count == 10_000)
        let isEmpty = buffer.bytes.allSatisfy { $0 == 0 }
        #expect(isEmpty)
        buffer.bytes[9_999] = 7
        #expect(buffer.bytes[9_999] == 7)
        #expect(throws: POSIXError.self) { _ = try PageBuffer(byteCount: 1 << 62) }
    }

    @Test("A lock is held once")
    func lock() throws {
        let scratch = try Scratch()
        let lock = try DirectoryLock(scratch.path)
        let error = #expect(throws: POSIXError.self) { _ = try DirectoryLock(scratch.path) }
        #expect(error?.errorNumber == EWOULDBLOCK)
        withExtendedLifetime(lock) {}
    }

    @Test("Only a regular file is read as one, and nothing is waited for")
    func regular() throws {
        let scratch = try Scratch()
        let file = try scratch.write("a")
        let (link, pipe) = (scratch.path + "/link", scratch.path + "/pipe")
        #expect(symlink(file, link) == 0 && mkfifo(pipe, 0o600) == 0)
        for path in [link, pipe, scratch.path] {
            #expect(throws: POSIXError.self) { _ = try FileDescriptor(opening: path, for: .regular) }
        }
        let opened = try FileDescriptor(opening: file, for: .regular)
        #expect(try opened.status().kind == .regular)
        remove(link)
        remove(pipe)
    }

    @Test("Who has a file open for writing is told from who has not", arguments: ["/tmp", "/dev/shm"])
    func writer(_ place: String) throws {
        let path = "\(place)/framewatch-writer-\(getpid())"
        let file = try FileDescriptor(opening: path, for: .create)
        defer { remove(path) }
        #expect(try Files.hasWriter(path) == true)
        try file.close()
        let reader = try FileDescriptor(opening: path, for: .read)
        #expect(try Files.hasWriter(path) == false)
        #expect(try reader.status().kind == .regular)
        #expect(throws: POSIXError.self) { try Files.hasWriter("/dev/null") }
    }

    @Test("Errors are sentences")
    func errors() {
        let error = POSIXError("open", "/nowhere", errorNumber: ENOENT)
        #expect(error.description == "Cannot open /nowhere: No such file or directory.")
        #expect(error.isMissing)
    }

    @Test("The watcher tells what happens to names")
    func watcher() throws {
        let scratch = try Scratch()
        var watcher = try DirectoryWatcher()
        try watcher.watch(scratch.path)
        let a = try scratch.write("a")
        try Files.makeDirectory(scratch.path + "/d")
        try Files.renameWithoutReplacing(a, to: scratch.path + "/b")
        #expect(
            watcher.events() == [
                .appeared(path: a), .completed(path: a), .directoryAppeared(path: scratch.path + "/d"),
                .vanished(path: a), .completed(path: scratch.path + "/b"),
            ])
        #expect(watcher.events() == [])
    }

    @Test("Events that the system lost are told")
    func overflow() throws {
        let scratch = try Scratch()
        let file = try FileDescriptor(opening: "/proc/sys/fs/inotify/max_queued_events", for: .read)
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
        let limit = try #require(Int(String(decoding: bytes[..<count].filter { $0 > 32 }, as: UTF8.self)))
        var watcher = try DirectoryWatcher()
        try watcher.watch(scratch.path)
        let name = scratch.path + "/noise"
        // Made, closed, removed.
        for _ in 0...limit / 3 { Glibc.remove(try scratch.write("noise")) }
        let events = watcher.events()
        #expect(events.first == .appeared(path: name))
        #expect(events.last == .overflow)
    }

    @Test("A child has three descriptors, and its end is told")
    func child() throws {
        let scratch = try Scratch()
        let log = try FileDescriptor(opening: scratch.path + "/log", for: .replace)
        var child = try PipedChild(
            executable: "/bin/sh", arguments: ["-c", "ls /proc/self/fd | wc -l; exit 3"], errors: log)
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = try bytes.withUnsafeMutableBytes { try child.output.read(into: $0) }
        // Three, and the one that ls reads the directory with.
        #expect(String(decoding: bytes[..<count], as: UTF8.self) == "4\n")
        #expect(child.finish(within: .seconds(60)) == .exited(3))
        #expect(child.finish(within: .seconds(60)) == .exited(3))
    }

    @Test("The answers of network file systems fit, whatever they are")
    func usage() {
        let endless = FileSystemUsage(blockSize: 1 << 20, blocks: 1 << 43, free: 1 << 43, available: 1 << 43)
        #expect(endless.free == .max && endless.usedPercent == 0)
        let wild = FileSystemUsage(blockSize: .max, blocks: .max, free: .max, available: .max)
        #expect(wild.capacity == .max && wild.usedPercent == 0)
        let torn = FileSystemUsage(blockSize: 512, blocks: 10, free: 20, available: 5)
        #expect(torn.capacity == 2560 && torn.free == 2560)
        let half = FileSystemUsage(blockSize: 1024, blocks: 100, free: 60, available: 40)
        #expect(half.usedPercent == 50)
    }
}
