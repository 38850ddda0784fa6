/// What is mounted where, as the kernel tells it: reading it never hangs, not even when a server of files is away.
public struct MountTable: Sendable {
    private var types = PathTable<String>()

    /// Reads the table of this process.
    ///
    /// **Isolation**: any thread.
    ///
    /// **Throws**: when `/proc` cannot be read.
    public static func current() throws(POSIXError) -> MountTable {
        MountTable(parsing: try text(of: "/proc/self/mountinfo"))
    }

    /// A whole file, whose size the kernel does not tell.
    static func text(of path: String) throws(POSIXError) -> String {
        let file = try FileDescriptor(opening: path, for: .read)
        var text: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            let count = try file.read(into: buffer)
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads the text of `/proc/self/mountinfo`; a later line covers an earlier one at the same place.
    ///
    /// **Source**: proc_pid_mountinfo(5).
    public init(parsing text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields[6...].firstIndex(of: "-"), dash + 1 < fields.count else {
                continue
            }
            types[Self.unescaped(fields[4])] = String(fields[dash + 1])
        }
    }

    /// Where the file system that holds a path is mounted; the path absolute and without links.
    public func point(of path: String) -> String {
        var point = path
        while point != "/", !isMounted(point) { point = Paths.directory(of: point) }
        return point.isEmpty ? "/" : point
    }

    /// Whether a file system is mounted at exactly this place. One that is only promised, by an automounter, is not.
    public func isMounted(_ point: String) -> Bool { types[point].map { $0 != "autofs" } ?? false }

    /// Whether an automounter mounts something here when somebody looks into it, and has not yet.
    public func isPromised(_ point: String) -> Bool { types[point].map { $0 == "autofs" } ?? false }

    /// Blanks and the like are written as three octal digits.
    static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(value)
                rest.removeFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
