import Glibc

/// Where the bytes of a TIFF file come from.
///
/// A descriptor is borrowed and read with `pread`, so its position does not matter.
///
/// **Isolation**: any thread, as far as the descriptor stays open.
public enum TIFFSource: Sendable {
    /// All bytes of a file.
    case bytes([UInt8])
    /// An open file and its size. **Unit**: byte.
    case descriptor(Int32, size: Int)

    /// Size of the file. **Unit**: byte.
    public var size: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .descriptor(_, let size): size
        }
    }

    /// Bytes of the file.
    ///
    /// **Throws**: ``TIFFError/Code/incomplete`` beyond the end, with `what` in the sentence; `inputOutput`.
    func read(at offset: Int, count: Int, _ what: @autoclosure () -> String) throws(TIFFError) -> [UInt8] {
        guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
            throw TIFFError(.incomplete, "\(what()) ends at byte \(offset &+ count), the file at \(size).")
        }
        switch self {
        case .bytes(let bytes): return Array(bytes[offset..<(offset + count)])
        case .descriptor(let descriptor, _): return try Self.pread(descriptor, offset, count)
        }
    }

    private static func pread(_ descriptor: Int32, _ offset: Int, _ count: Int) throws(TIFFError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = Glibc.pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, offset + filled)
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        guard failure == 0 else { throw TIFFError(.inputOutput(failure), "The image file cannot be read.") }
        guard bytes.count == count else {
            throw TIFFError(.incomplete, "The image file became shorter while it was read.")
        }
        return bytes
    }
}
