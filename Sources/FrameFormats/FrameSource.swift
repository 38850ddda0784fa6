import Glibc
import POSIXFiles
import TIFFFile

/// A frame or sidecar that is open for reading.
struct FrameSource: ~Copyable {
    let path: String
    let file: FileDescriptor
    /// **Unit**: byte.
    let size: Int

    /// Opens a file.
    init(path: String) throws(POSIXError) {
        let opened = try FileDescriptor(opening: path, for: .regular)
        let status = try opened.status()
        file = opened
        self.path = path
        size = Int(status.identity.size)
    }

    /// The file for the reader of TIFF directories.
    var tiff: TIFFSource { .descriptor(file.rawValue, size: size) }

    /// Fills as much of `buffer` as there is at `offset`.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(POSIXError) -> Int {
        try Self.read(file.rawValue, at: offset, into: buffer, path)
    }

    /// All bytes up to a limit.
    func bytes(limit: Int) throws(POSIXError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: min(size, limit))
        var failure: POSIXError?
        var count = 0
        bytes.withUnsafeMutableBytes { buffer in
            do throws(POSIXError) {
                count = try Self.read(file.rawValue, at: 0, into: buffer, path)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// Fills as much of `buffer` as a file has at `offset`.
    static func read(
        _ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer, _ path: String
    ) throws(POSIXError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, offset + filled)
            if count > 0 {
                filled += count
            } else if count == 0 {
                break
            } else if errno != EINTR {
                throw POSIXError("read", path, errorNumber: errno)
            }
        }
        return filled
    }
}
