import Glibc

/// A file being written, at any offset; closed when it goes out of scope.
struct OutputFile: ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Opens `path` for writing. `exclusive`: it must not exist yet; otherwise what it held is gone.
    init(_ path: String, exclusive: Bool = false) throws(SimulatorError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (exclusive ? O_EXCL : O_TRUNC), 0o644)
        guard descriptor >= 0 else { throw .system("write", path) }
    }

    deinit { close(descriptor) }

    /// Writes all of `bytes` from `offset` on.
    func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(SimulatorError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, offset + done)
            }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw .system("write", path)
            }
        }
    }
}
