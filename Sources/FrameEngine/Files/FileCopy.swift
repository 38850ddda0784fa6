import POSIXFiles

/// Copies bytes, durable; for the few files that the server itself copies.
enum FileCopy {
    private static let chunkSize = 1 << 20

    /// Writes a copy and syncs it. An unfinished copy of an earlier attempt is overwritten.
    static func copy(_ source: String, to part: String) throws(POSIXError) {
        let from = try FileDescriptor(opening: source, for: .regular)
        let target = try FileDescriptor(opening: part, for: .replace)
        let buffer = try PageBuffer(byteCount: chunkSize)
        while true {
            let count = try from.read(into: buffer.bytes)
            if count == 0 { break }
            try target.write(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
        }
        try target.sync()
        try target.close()
    }
}
