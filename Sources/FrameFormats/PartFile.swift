import Glibc
import Hashing
import POSIXFiles
import WorkerProtocol

/// A `.part` file that is being written: what is appended is hashed on the way.
///
/// A durable one goes to the disk while it is written: its bytes, which take most of the time, are then there when
/// ``sync()`` asks for them.
struct PartFile: ~Copyable {
    let path: String
    private let file: FileDescriptor
    private var hash = ContentHash()
    private(set) var size = 0
    private let durable: Bool
    /// What was written since the disk was last set to work.
    private var held = 0

    /// Enough for a disk to be busy with. **Unit**: byte.
    private static let portion = 4 << 20

    /// Makes or empties the file.
    init(path: String, durable: Bool) throws {
        guard path.hasSuffix(".part") else {
            throw WorkerFailure(kind: .internal, message: "\(path) is not the name of a part; nothing was written.")
        }
        // Readable too: a file that is not written from front to end is hashed by reading it again.
        let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw POSIXError("open", path, errorNumber: errno) }
        self.path = path
        self.durable = durable
        file = FileDescriptor(owning: descriptor)
    }

    /// Appends bytes.
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
        hash.update(bytes)
        try write(bytes, at: size)
        size += bytes.count
    }

    /// Appends bytes.
    mutating func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try append($0) }
    }

    /// Ends a file that was only appended to; it has to be synced yet.
    func finish() -> DeliveredFile {
        if durable { file.startWriteback() }
        return DeliveredFile(bytes: Int64(size), hash: hash.hexadecimal)
    }

    /// Puts bytes anywhere, unhashed.
    mutating func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        var written = 0
        while written < bytes.count {
            let count = pwrite(
                file.rawValue, bytes.baseAddress?.advanced(by: written), bytes.count - written, offset + written)
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw POSIXError("write", path, errorNumber: errno)
            }
        }
        held += written
        if durable, held >= Self.portion {
            file.startWriteback()
            held = 0
        }
    }

    /// Puts bytes anywhere, unhashed.
    mutating func write(_ bytes: [UInt8], at offset: Int) throws {
        try bytes.withUnsafeBytes { try write($0, at: offset) }
    }

    /// Ends a file that was written in any order: its hash comes from reading it again. It has to be synced yet.
    func finishByReading(_ buffer: UnsafeMutableRawBufferPointer) throws -> DeliveredFile {
        if durable { file.startWriteback() }
        var hash = ContentHash()
        var position = 0
        while true {
            let count = try FrameSource.read(file.rawValue, at: position, into: buffer, path)
            guard count > 0 else { return DeliveredFile(bytes: Int64(position), hash: hash.hexadecimal) }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            position += count
        }
    }

    /// Waits until a durable file is on the disk.
    func sync() throws {
        guard durable else { return }
        guard fdatasync(file.rawValue) == 0 else { throw POSIXError("sync", path, errorNumber: errno) }
    }
}
