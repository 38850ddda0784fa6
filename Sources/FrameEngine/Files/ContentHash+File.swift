import Hashing
import POSIXFiles

extension ContentHash {
    private static var chunkSize: Int { 512 * 1024 }

    /// The hash of a file's bytes, read now.
    static func of(file path: String) throws(POSIXError) -> String {
        let file = try FileDescriptor(opening: path, for: .regular)
        let buffer = try PageBuffer(byteCount: chunkSize)
        var hash = ContentHash()
        while true {
            let count = try file.read(into: buffer.bytes)
            if count == 0 { return hash.hexadecimal }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
        }
    }
}
